"""A manifest is read as far as possible, valid or not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model.jobs.portal import Availability, Document, PortalJob, Sender
from signature_model.jobs.signers import Lookup, Notifications, Signer
from signature_model.manifests.elements import UNKNOWN_NUMBER
from signature_model.manifests.reading import read_manifest
from signature_model.strategies.texts import texts
from signature_model.xml.trees import MANIFEST, parse
from tests.kits.jobs import KARI


def read(inside: str) -> tuple[PortalJob, tuple[str, ...]]:
    """The job of a manifest with this inside."""
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


def test_of_nothing_a_job_without_anything_is_read() -> None:
    assert read("") == (PortalJob(title="", documents=[], signers=[], sender=Sender("")), ())


def test_comments_and_instructions_inside_a_value_are_nothing() -> None:
    job, _ = read("<title>Con<!-- c -->tr<?p i?>act<![CDATA[ &]]></title>")
    assert job.title == "Contract &"


def test_the_first_of_several_counts() -> None:
    job, _ = read("<title>a</title><title>b</title>")
    assert job.title == "a"


def test_elements_of_another_namespace_are_nothing() -> None:
    job, _ = read('<title xmlns="urn:other">a</title><signers><signer xmlns="urn:other"/></signers>')
    assert (job.title, job.signers) == ("", ())


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
    ("element", "where"),
    [
        ("<required-authentication>5</required-authentication>", "required-authentication"),
        ("<identifier-in-signed-documents>name</identifier-in-signed-documents>", "identifier-in-signed-documents"),
        ("<availability><activation-time/></availability>", "availability/activation-time"),
        ("<availability><available-seconds>1.5</available-seconds></availability>", "availability/available-seconds"),
        (
            "<signers><signer/><signer><signature-type>ADVANCED</signature-type></signer></signers>",
            "signers/signer[2]/signature-type",
        ),
        ("<signers><signer><on-behalf-of>ME</on-behalf-of></signer></signers>", "signers/signer/on-behalf-of"),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_listed(element: str, where: str) -> None:
    assert read(element)[1] == (where,)


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


def test_the_deprecated_form_has_its_titles_in_the_document() -> None:
    job, _ = read(
        '<document href="a.pdf" mime="text/plain"><title>a</title><nonsensitive-title>b</nonsensitive-title>'
        "<description>c</description></document>"
    )
    assert job.deprecated_single_document
    assert (job.title, job.nonsensitive_title, job.description) == ("a", "b", "c")
    assert job.documents == (Document(title="a", href="a.pdf", mime="text/plain"),)


def test_where_both_forms_stand_the_present_one_counts() -> None:
    job, _ = read("<title>a</title><documents/><document><title>b</title></document>")
    assert (job.title, job.documents, job.deprecated_single_document) == ("a", (), False)


def test_the_first_of_two_deprecated_documents_counts() -> None:
    job, _ = read("<document><title>a</title></document><document><title>b</title></document>")
    assert [each.title for each in job.documents] == ["a"]


def test_a_document_without_attributes_has_no_name_and_no_type() -> None:
    job, _ = read("<documents><document/></documents>")
    assert job.documents == (Document(title="", href=None, mime=""),)


def test_contents_are_asked_for_by_href() -> None:
    root = parse(
        f'<portal-signature-job-manifest xmlns="{MANIFEST}"><documents><document href="a.pdf"/><document/></documents>'
        "</portal-signature-job-manifest>".encode()
    )
    job, _ = read_manifest(root, lambda href: b"%PDF of " + href.encode())
    assert [each.content for each in job.documents] == [b"%PDF of a.pdf", None]


NAMES = [
    *("signers", "signer", "sender", "organization-number", "title", "document", "documents", "availability"),
    *("personal-identification-number", "identified-by-contact-information", "notifications", "email", "sms"),
    *("notifications-using-lookup", "available-seconds", "activation-time", "required-authentication", "order"),
]


@st.composite
def trees(draw: st.DrawFn) -> etree._Element:
    """Manifests of the right words in any order, inside anything, with any value."""
    root = etree.Element(f"{{{MANIFEST}}}portal-signature-job-manifest")
    elements = [root]
    values = st.sampled_from(["1", "-86399999999999", "9" * 30, "2030-01-01T00:00:00Z", "", "x"]) | texts()
    for _ in range(draw(st.integers(0, 15))):
        parent = draw(st.sampled_from(elements))
        child = etree.SubElement(parent, f"{{{MANIFEST}}}{draw(st.sampled_from(NAMES))}")
        child.text = draw(st.none() | values)
        child.set(draw(st.sampled_from(["order", "href", "mime", "address", "number"])), draw(values))
        elements.append(child)
    return root


@given(trees())
def test_of_any_tree_some_job_is_read(root: etree._Element) -> None:
    job, unread = read_manifest(root, lambda _: None)
    assert isinstance(job, PortalJob)
    assert all(
        root.find("/".join(f"{{{MANIFEST}}}{step}" for step in where.split("/"))) is not None for where in unread
    )
