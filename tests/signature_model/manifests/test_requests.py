"""A job request is read and written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnwritableText
from signature_model.jobs.portal import Sender
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import parse_request, request_element, write_request
from signature_model.strategies.texts import texts
from signature_model.xml.schemas import MANIFEST_SCHEMA
from signature_model.xml.trees import MANIFEST, parse
from tests.kits.jobs import KARI, a_job

REQUESTS = st.builds(JobRequest, reference=st.none() | texts(0, 50), polling_queue=st.none() | texts())


@given(REQUESTS)
def test_a_request_comes_back_as_it_was_and_is_valid(request: JobRequest) -> None:
    assert parse_request(write_request(request)) == request
    assert MANIFEST_SCHEMA.accepts(parse(write_request(request)))


@pytest.mark.parametrize("queue", [None, "", "hr"])
def test_an_empty_queue_is_not_the_default_queue(queue: str | None) -> None:
    assert parse_request(write_request(JobRequest(polling_queue=queue))).polling_queue == queue


def test_the_request_of_a_job_has_its_reference_and_queue() -> None:
    job = a_job(reference="r", sender=Sender("984661185", polling_queue="q"))
    assert JobRequest.of(job) == JobRequest(reference="r", polling_queue="q")
    assert JobRequest.of(a_job()) == JobRequest()


def test_how_a_request_is_written() -> None:
    assert write_request(JobRequest(reference="r", polling_queue="")).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<portal-signature-job-request xmlns="{MANIFEST}"><reference>r</reference><polling-queue></polling-queue>'
        "</portal-signature-job-request>"
    )


def test_prefix_comments_and_instructions_are_nothing() -> None:
    text = (
        f'<p:portal-signature-job-request xmlns:p="{MANIFEST}"><!-- c --><p:reference>a<!-- c -->b<?p?></p:reference>'
        "<p:polling-queue/></p:portal-signature-job-request>"
    )
    assert parse_request(text.encode()) == JobRequest(reference="ab", polling_queue="")


def test_the_published_example_is_read(vectors: Path) -> None:
    content = (vectors / "official-examples" / "request.xml").read_bytes()
    request = parse_request(content)
    assert request.reference
    assert parse_request(write_request(request)) == request


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (
            f'<portal-signature-job-manifest xmlns="{MANIFEST}"/>',
            "the root element is `portal-signature-job-manifest`, not `portal-signature-job-request`",
        ),
        (
            '<portal-signature-job-request xmlns="urn:a"/>',
            (
                "the root element is `portal-signature-job-request` in the namespace urn:a, "
                "not `portal-signature-job-request`"
            ),
        ),
    ],
)
def test_another_document_is_named(root: str, message: str) -> None:
    with pytest.raises(OtherDocument) as caught:
        parse_request(b"\n" + root.encode())
    assert (caught.value.message, caught.value.line) == (message, 2)


def test_what_cannot_be_read_as_xml_is_refused() -> None:
    with pytest.raises(MalformedXml):
        parse_request(b"<")
    with pytest.raises(ForbiddenXml):
        parse_request(f'<!DOCTYPE a><portal-signature-job-request xmlns="{MANIFEST}"/>'.encode())


@pytest.mark.parametrize("field", ["reference", "polling_queue"])
def test_what_xml_cannot_hold_is_refused(field: str) -> None:
    with pytest.raises(UnwritableText, match=f"{field.replace('_', '-')} contains"):
        request_element(JobRequest(**{field: "\0"}))


@pytest.mark.parametrize("field", ["reference", "polling_queue"])
def test_what_is_not_even_of_the_right_type_is_refused(field: str) -> None:
    wrong: dict[str, Any] = {field: 1}
    with pytest.raises(TypeError, match=f"^{field} must be str or None, not int$"):
        JobRequest(**wrong)


def test_no_repr_shows_a_whole_number() -> None:
    assert repr(JobRequest(reference=KARI)) == "JobRequest(reference='018180*****', polling_queue=None)"
