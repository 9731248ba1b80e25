"""Certificates are compared with the service's trust anchors."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from signature_model.jobs.context import Environment
from signature_transports.anchors import ANCHORS, Anchor, fingerprint, inventory, maybe_anchor
from tests.kits.certificates import MOMENT, authority

OURS: Final = authority()
STRANGER: Final = authority("Fjellet")
ROOT: Final = Anchor(
    name="Skogen Root CA", environment=Environment.TEST, expires=date(2034, 1, 1), sha256=fingerprint(OURS.root)
)
ISSUING: Final = Anchor(
    name="Skogen Class 3 CA", environment=Environment.TEST, expires=date(2034, 1, 1), sha256=fingerprint(OURS.issuing)
)
FOREIGN: Final = Anchor(
    name="Fjellet Root CA",
    environment=Environment.PRODUCTION,
    expires=date(2034, 1, 1),
    sha256=fingerprint(STRANGER.root),
)
TABLE: Final = (ROOT, ISSUING, FOREIGN)


def test_both_environments_have_their_own_anchors() -> None:
    counts = {each: sum(anchor.environment is each for anchor in ANCHORS) for each in Environment}

    assert counts == {Environment.PRODUCTION: 8, Environment.TEST: 9}
    assert all(("test" in each.name.lower()) is (each.environment is Environment.TEST) for each in ANCHORS)


def test_the_fingerprints_are_distinct_sha_256_digests() -> None:
    assert len({each.sha256 for each in ANCHORS}) == len(ANCHORS)
    assert all(re.fullmatch("[0-9A-F]{64}", each.sha256) for each in ANCHORS)


def test_every_root_has_an_issuer_of_the_same_family() -> None:
    names = {each.name for each in ANCHORS}

    assert {"Buypass Class 3 Root CA", "Buypass Class 3 CA 3", "Commfides Root CA - G3"} <= names
    assert all(each.expires > date(2032, 1, 1) for each in ANCHORS)


def test_an_anchor_is_recognised_by_its_fingerprint() -> None:
    assert maybe_anchor(OURS.root) is None
    assert maybe_anchor(OURS.root, TABLE) is ROOT
    assert maybe_anchor(STRANGER.issuing, TABLE) is None


@pytest.mark.parametrize(
    ("now", "has_expired"),
    [
        pytest.param(datetime(2034, 1, 1, 23, 59, tzinfo=UTC), False, id="its last day"),
        pytest.param(datetime(2034, 1, 2, tzinfo=UTC), True, id="the day after"),
        pytest.param(datetime(2034, 1, 2, 0, 30, tzinfo=timezone(timedelta(hours=1))), False, id="elsewhere"),
    ],
)
def test_an_anchor_expires_after_its_last_day(now: datetime, has_expired: bool) -> None:  # noqa: FBT001 - a column
    assert ROOT.has_expired(now) is has_expired


def test_a_complete_set_has_no_missing_anchors() -> None:
    found = inventory(OURS.issuers, Environment.TEST, MOMENT, TABLE)

    assert found.present == (ROOT, ISSUING)
    assert (found.missing, found.expired, found.foreign, found.unknown) == ((), (), (), ())


def test_a_certificate_that_is_given_twice_counts_once() -> None:
    assert inventory([OURS.root, OURS.root], Environment.TEST, MOMENT, TABLE).present == (ROOT,)


def test_an_anchor_that_is_not_given_is_missing() -> None:
    assert inventory([OURS.issuing], Environment.TEST, MOMENT, TABLE).missing == (ROOT,)


def test_an_expired_anchor_is_not_missing() -> None:
    late = MOMENT + timedelta(days=365 * 10)
    found = inventory([OURS.issuing], Environment.TEST, late, TABLE)

    assert (found.present, found.expired, found.missing) == ((ISSUING,), (ISSUING,), ())


def test_anchors_of_the_other_environment_are_foreign() -> None:
    found = inventory([STRANGER.root, *OURS.issuers], Environment.TEST, MOMENT, TABLE)

    assert (found.foreign, found.unknown) == ((FOREIGN,), ())


def test_other_certificates_are_unknown() -> None:
    found = inventory([STRANGER.issuing], Environment.TEST, MOMENT, TABLE)

    assert found.unknown == (STRANGER.issuing,)


def test_the_default_is_the_services_own_anchors() -> None:
    found = inventory(OURS.issuers, Environment.PRODUCTION, MOMENT)

    assert len(found.missing) == 8
    assert found.unknown == OURS.issuers


@pytest.mark.parametrize(
    ("name", "environment", "origin"),
    [
        (
            "Buypass Class 3 CA 3",
            Environment.PRODUCTION,
            "Buypass publishes it under this name at https://www.buypass.com/",
        ),
        (
            "Commfides Root CA - G3",
            Environment.PRODUCTION,
            "Commfides publishes it under this name at https://pds.commf",
        ),
        ("Buypass Class 3 Test4 CA 3", Environment.TEST, "Buypass publishes it under this name among the test"),
        ("Digipost Test Root CA", Environment.TEST, "Digipost issued it; ask the service's support for it"),
    ],
)
def test_an_anchor_says_where_to_get_it(name: str, environment: Environment, origin: str) -> None:
    (anchor,) = (each for each in ANCHORS if each.name == name)

    assert anchor.environment is environment
    assert anchor.origin.startswith(origin)
