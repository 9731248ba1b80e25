"""A manifest is read as far as possible, valid or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model.jobs.portal import Document, PortalJob, Sender
from signature_model.manifests.reading import read_manifest
from signature_model.strategies.texts import texts
from signature_model.xml.trees import MANIFEST, parse


def read(inside: str) -> tuple[PortalJob, tuple[str, ...]]:
    """The job of a manifest with this inside."""
    root = f'<portal-signature-job-manifest xmlns="{MANIFEST}">{inside}</portal-signature-job-manifest>'
    job, unread = read_manifest(parse(root.encode()), lambda _: None)
    assert isinstance(job, PortalJob)
    return job, unread


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
