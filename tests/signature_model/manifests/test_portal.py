"""Signers and availability of the portal flow are read from their elements, valid or not."""

from datetime import timedelta

import pytest

from signature_model.jobs.portal import Availability, PortalJob
from signature_model.jobs.signers import Lookup, Notifications, Signer
from signature_model.manifests.elements import UNKNOWN_NUMBER
from signature_model.manifests.reading import read_manifest
from signature_model.xml.trees import MANIFEST, parse
from tests.kits.jobs import KARI


def read(inside: str) -> tuple[PortalJob, tuple[str, ...]]:
    """Read a manifest with this content."""
    root = f'<portal-signature-job-manifest xmlns="{MANIFEST}">{inside}</portal-signature-job-manifest>'
    job, unread = read_manifest(parse(root.encode()), lambda _: None)
    assert isinstance(job, PortalJob)
    return job, unread


def read_signer(inside: str, attributes: str = "") -> Signer:
    """The one signer of a manifest."""
    job, _ = read(f"<signers><signer{attributes}>{inside}</signer></signers>")
    [signer] = job.signers
    return signer


def read_availability(inside: str) -> tuple[Availability | None, tuple[str, ...]]:
    """The availability of a manifest, and the places not read."""
    job, unread = read(f"<availability>{inside}</availability>")
    return job.availability, unread


@pytest.mark.parametrize(
    ("inside", "number"),
    [
        pytest.param(f"<personal-identification-number>{KARI}</personal-identification-number>", KARI, id="number"),
        pytest.param("<personal-identification-number/>", "", id="empty number"),
        pytest.param("<identified-by-contact-information/>", None, id="contact information"),
        pytest.param("", UNKNOWN_NUMBER, id="neither"),
    ],
)
def test_how_a_signer_is_identified(inside: str, number: str | None) -> None:
    assert read_signer(inside).personal_identification_number == number


@pytest.mark.parametrize(
    ("inside", "notify"),
    [
        pytest.param("", None, id="not at all"),
        pytest.param("<notifications/>", None, id="nothing inside"),
        pytest.param('<notifications><email address="a"/></notifications>', Notifications(email="a"), id="e-mail"),
        pytest.param('<notifications><sms number="1"/></notifications>', Notifications(sms="1"), id="mobile"),
        pytest.param("<notifications><email/><sms/></notifications>", Notifications(), id="without attributes"),
        pytest.param("<notifications-using-lookup/>", Lookup(), id="lookup"),
        pytest.param(
            '<notifications><sms number="1"/></notifications><notifications-using-lookup/>', Lookup(), id="both"
        ),
        pytest.param("<notifications-using-lookup><sms/></notifications-using-lookup>", Lookup(sms=True), id="sms"),
        pytest.param(
            "<notifications><notifications-using-lookup/></notifications>", Lookup(), id="lookup in the wrong place"
        ),
    ],
)
def test_how_a_signer_is_notified(inside: str, notify: Lookup | Notifications | None) -> None:
    assert read_signer(inside).notify == notify


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("0", 0),
        (" 7\n", 7),
        ("+3", 3),
        ("-1", -1),
        ("12345", 12345),
        ("x", None),
        ("", None),
        ("\N{ARABIC-INDIC DIGIT THREE}", None),
    ],
)
def test_any_whole_number_is_read_as_order(order: str, expected: int | None) -> None:
    assert read_signer("", f' order="{order}"').order == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param("86400", timedelta(days=1), id="a day"),
        pytest.param("-5", timedelta(seconds=-5), id="less than none"),
        pytest.param(str(10**18), timedelta.max, id="too many for a timedelta: as many as it holds"),
        pytest.param("9" * 100, None, id="more than a long holds"),
        pytest.param(str(-(10**18)), timedelta.min, id="far less than none"),
        pytest.param("-86399999999999", timedelta.min, id="one day less than a timedelta holds"),
        pytest.param("soon", None, id="no number"),
        pytest.param("", None, id="empty"),
    ],
)
def test_available_seconds(seconds: str, expected: timedelta | None) -> None:
    availability, _ = read_availability(f"<available-seconds>{seconds}</available-seconds>")
    assert availability == Availability(available_for=expected)


def test_an_empty_availability_has_nothing_unread() -> None:
    assert read_availability("") == (Availability(), ())
