"""A written manifest states what the job states, and can be read again."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnwritableText
from signature_model.jobs.flows import AnyJob
from signature_model.jobs.portal import Availability, Document, PortalJob, Sender
from signature_model.jobs.signers import Lookup, Notifications, Signer
from signature_model.manifests.reading import parse_manifest
from signature_model.manifests.writing import manifest_element, serialise, write_manifest
from signature_model.xml.lexical import maybe_time
from signature_model.xml.schemas import PORTAL_SCHEMA, SCHEMAS
from signature_model.xml.trees import MANIFEST, parse
from tests.kits import opinions, wild
from tests.kits.jobs import KARI, a_job

Infoset = tuple[str, dict[str, object], object, list[Any]]

HEAD = f'<portal-signature-job-manifest xmlns="{MANIFEST}">'
FOOT = "</portal-signature-job-manifest>"


def infoset(element: etree._Element) -> Infoset:
    """What a schema sees of an element: names, attributes and text by their values, without comments and blanks."""
    inside = list(element.iterchildren("*"))
    name = etree.QName(element).localname
    text = "" if inside else "".join(element.xpath("text()"))
    attributes = {key: value_of(key, value) for key, value in element.items()}
    return str(element.tag), attributes, value_of(name, text), [infoset(each) for each in inside]


def value_of(name: str, text: str) -> object:
    if name in {"order", "available-seconds"}:
        return int(text)
    return maybe_time(text) if name == "activation-time" else text


JOBS = wild.jobs() | wild.direct_jobs()


def of_portal(manifest: bytes) -> PortalJob:
    """Read a manifest of the portal flow."""
    job = parse_manifest(manifest)
    assert isinstance(job, PortalJob)
    return job


@given(JOBS)
def test_a_job_comes_back_from_its_manifest_as_it_was(job: AnyJob) -> None:
    assert parse_manifest(write_manifest(job)) == job


@given(JOBS)
def test_what_is_written_of_a_valid_job_is_valid(job: AnyJob) -> None:
    written = write_manifest(job)
    assert SCHEMAS[job.flow].accepts(parse(written))
    assert opinions.is_valid(written.decode(), job.flow)


@given(wild.manifests())
def test_a_manifest_comes_back_from_its_job_with_the_same_infoset(manifest: bytes) -> None:
    again = write_manifest(parse_manifest(manifest))
    assert infoset(parse(again)) == infoset(parse(manifest))


@given(JOBS)
def test_writing_is_stable(job: AnyJob) -> None:
    written = write_manifest(job)
    assert write_manifest(parse_manifest(written)) == written


@pytest.mark.parametrize("name", ["manifest", "manifest-legacy", "manifest-specify-signtype-and-auth"])
def test_a_published_example_comes_back_with_the_same_infoset(vectors: Path, name: str) -> None:
    example = (vectors / "official-examples" / f"{name}.xml").read_bytes()
    assert infoset(parse(write_manifest(parse_manifest(example)))) == infoset(parse(example))


def test_the_element_and_the_bytes_say_the_same() -> None:
    job = a_job()
    assert infoset(manifest_element(job)) == infoset(parse(write_manifest(job)))
    assert serialise(manifest_element(job)) == write_manifest(job)


def test_a_manifest_is_utf_8_and_indented_in_the_default_namespace() -> None:
    lines = write_manifest(a_job(title="Kjøpekontrakt")).decode("utf-8").splitlines()
    assert lines[:3] == ["<?xml version='1.0' encoding='UTF-8'?>", HEAD, "  <signers>"]
    assert "  <title>Kjøpekontrakt</title>" in lines


def test_indenting_puts_no_blank_into_a_value() -> None:
    job = a_job(description="", title=" a\n b ")
    assert parse_manifest(write_manifest(job)).title == " a\n b "
    assert parse_manifest(write_manifest(job)).description == ""


@pytest.mark.parametrize("order", [None, 0, 1])
def test_no_order_is_not_order_0(order: int | None) -> None:
    signer = Signer.by_national_id(KARI, notify=Lookup(), order=order)
    [read] = of_portal(write_manifest(a_job(signers=[signer]))).signers
    assert read.order == order


def test_an_empty_availability_is_not_a_missing_one() -> None:
    empty = a_job(availability=Availability())
    assert of_portal(write_manifest(empty)).availability == Availability()
    assert of_portal(write_manifest(replace(empty, availability=None))).availability is None


def test_contents_are_put_where_their_names_are() -> None:
    job = a_job()
    content = job.documents[0].content
    assert content is not None
    assert parse_manifest(write_manifest(job), {"contract.pdf": content}).documents == job.documents


def test_sector_queue_and_reference_are_not_in_a_manifest() -> None:
    job = a_job(reference="r")
    read = parse_manifest(write_manifest(job))
    assert read.sender == Sender(job.sender.organization_number)
    assert read.reference is None


def test_a_job_that_is_not_valid_is_written_all_the_same() -> None:
    job = a_job(
        signers=[Signer(personal_identification_number="1", notify=None), Signer(notify=Notifications())],
        documents=[Document(title="")],
    )
    written = parse(write_manifest(job))
    assert not PORTAL_SCHEMA.accepts(written)
    [document] = written.iter(f"{{{MANIFEST}}}document")
    assert dict(document.attrib) == {"mime": "application/pdf"}


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
@pytest.mark.parametrize("place", ["title", "href"])
def test_what_xml_cannot_hold_is_refused(character: str, place: str) -> None:
    job = a_job(title=f"a{character}")
    if place == "href":
        job = a_job(documents=[Document(title="a", href=f"a.pdf{character}")])
    with pytest.raises(UnwritableText, match=rf"{place} contains a character that XML cannot contain"):
        write_manifest(job)


@pytest.mark.parametrize(
    ("root", "message"),
    [
        pytest.param(
            f'<p:portal-signature-job-request xmlns:p="{MANIFEST}"/>',
            "`portal-signature-job-request` (the job request, which is sent beside the bundle)",
            id="job request",
        ),
        pytest.param(
            f'<direct-signature-job-request xmlns="{MANIFEST}"/>',
            "`direct-signature-job-request` (the job request, which is sent beside the bundle)",
            id="job request of the direct flow",
        ),
        pytest.param(
            '<XAdESSignatures xmlns="urn:a"/>', "`XAdESSignatures` in the namespace urn:a (a seal)", id="seal"
        ),
        pytest.param(
            "<portal-signature-job-manifest/>", "`portal-signature-job-manifest` in no namespace", id="no namespace"
        ),
    ],
)
def test_another_document_is_named(root: str, message: str) -> None:
    with pytest.raises(OtherDocument) as caught:
        parse_manifest(b"\n\n" + root.encode())
    names = "`portal-signature-job-manifest` or `direct-signature-job-manifest`"
    assert caught.value.message == f"the root element is {message}, not {names}"
    assert caught.value.hint == (
        "a manifest begins with <portal-signature-job-manifest> or <direct-signature-job-manifest>"
        f" in the namespace {MANIFEST}"
    )
    assert caught.value.line == 3


def test_the_name_of_another_document_is_cut_and_masked() -> None:
    with pytest.raises(OtherDocument) as caught:
        parse_manifest(f'<a{KARI}{"a" * 5000} xmlns="urn:{"b" * 5000}"/>'.encode())
    assert KARI not in str(caught.value)
    assert len(caught.value.message) < 600


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        pytest.param(
            ("<sender>\n", "<sender>\n<x/>"),
            "/portal-signature-job-manifest/sender/x: found `x`, expected `organization-number`",
            12,
            id="in a child",
        ),
        pytest.param(
            ("</portal-signature-job-manifest>", "text</portal-signature-job-manifest>"),
            "/portal-signature-job-manifest: `portal-signature-job-manifest` must not contain text beside its elements",
            2,
            id="in the root",
        ),
        pytest.param(
            ("<activation-time>2030", "<activation-time>12030"),
            "/portal-signature-job-manifest/availability/activation-time: the value cannot be represented",
            22,
            id="a year of five digits",
        ),
        pytest.param(
            ("<available-seconds>", "<available-seconds>999999999"),
            "/portal-signature-job-manifest/availability/available-seconds: the value cannot be represented",
            23,
            id="beyond a timedelta",
        ),
    ],
)
def test_the_error_states_the_first_fault_of_an_invalid_manifest(
    change: tuple[str, str], message: str, line: int
) -> None:
    opens = datetime.fromisoformat("2030-01-31T12:00:00Z")
    seconds = a_job().availability
    assert seconds is not None
    job = a_job(
        signers=[Signer.by_national_id(KARI, notify=Lookup())], availability=replace(seconds, activation_time=opens)
    )
    with pytest.raises(MalformedXml) as caught:
        parse_manifest(write_manifest(job).decode().replace(*change).encode())
    assert (caught.value.message, caught.value.line) == (message, line)


def test_what_cannot_be_read_as_xml_is_refused() -> None:
    with pytest.raises(MalformedXml):
        parse_manifest(b"<")
    with pytest.raises(ForbiddenXml):
        parse_manifest(f"<!DOCTYPE portal-signature-job-manifest>{HEAD}{FOOT}".encode())
