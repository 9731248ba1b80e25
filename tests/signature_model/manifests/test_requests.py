"""A job request is read and written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnwritableText
from signature_model.jobs.direct import ExitUrls, StatusRetrieval
from signature_model.jobs.portal import Sender
from signature_model.jobs.requests import AnyJobRequest, DirectJobRequest, JobRequest, request_of
from signature_model.manifests.requests import (
    UNKNOWN_URL,
    parse_direct_request,
    parse_request,
    request_element,
    write_request,
)
from signature_model.strategies.manifests import Style, manifest_styles, styled
from signature_model.strategies.texts import texts
from signature_model.xml.schemas import DIRECT_SCHEMA, PORTAL_SCHEMA
from signature_model.xml.trees import MANIFEST, parse
from tests.kits.jobs import KARI, a_direct_job, a_job

URLS = texts(0, 500)
REFERENCES = st.none() | texts(0, 50)
QUEUES = st.none() | texts()
REQUESTS = st.builds(JobRequest, reference=REFERENCES, polling_queue=QUEUES)
DIRECT_REQUESTS = st.builds(
    DirectJobRequest,
    reference=REFERENCES,
    exit_urls=st.builds(ExitUrls, completion_url=URLS, rejection_url=URLS, error_url=URLS),
    status_retrieval=st.none() | st.sampled_from(StatusRetrieval),
    polling_queue=QUEUES,
)
EXITS = ExitUrls(completion_url="https://a.example/?a=1&b=2", rejection_url="https://b.example", error_url="c")


@given(REQUESTS)
def test_a_request_comes_back_as_it_was_and_is_valid(request: JobRequest) -> None:
    assert parse_request(write_request(request)) == request
    assert PORTAL_SCHEMA.accepts(parse(write_request(request)))


@given(DIRECT_REQUESTS)
def test_a_direct_request_comes_back_as_it_was_and_is_valid(request: DirectJobRequest) -> None:
    assert parse_direct_request(write_request(request)) == request
    assert DIRECT_SCHEMA.accepts(parse(write_request(request)))


@given(REQUESTS | DIRECT_REQUESTS, manifest_styles().filter(bool))
def test_a_request_in_the_style_of_another_program_means_the_same(request: AnyJobRequest, style: Style) -> None:
    read = parse_direct_request if isinstance(request, DirectJobRequest) else parse_request
    assert read(styled(request_element(request), style)) == request


@pytest.mark.parametrize("queue", [None, "", "hr"])
def test_an_empty_queue_is_not_the_default_queue(queue: str | None) -> None:
    assert parse_request(write_request(JobRequest(polling_queue=queue))).polling_queue == queue


def test_the_request_of_a_job_has_its_reference_and_queue() -> None:
    job = a_job(reference="r", sender=Sender("984661185", polling_queue="q"))
    assert JobRequest.of(job) == JobRequest(reference="r", polling_queue="q")
    assert JobRequest.of(a_job()) == JobRequest()


def test_the_request_of_a_direct_job_has_what_its_manifest_lacks() -> None:
    job = a_direct_job(
        reference="r", sender=Sender("984661185", polling_queue="q"), status_retrieval=StatusRetrieval.POLLING
    )
    assert request_of(job) == DirectJobRequest(
        reference="r", exit_urls=job.exit_urls, status_retrieval=StatusRetrieval.POLLING, polling_queue="q"
    )


def test_how_a_direct_request_is_written() -> None:
    request = DirectJobRequest(
        reference="r", exit_urls=EXITS, status_retrieval=StatusRetrieval.POLLING, polling_queue="q"
    )
    assert write_request(request).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<direct-signature-job-request xmlns="{MANIFEST}"><reference>r</reference><exit-urls>'
        "<completion-url>https://a.example/?a=1&amp;b=2</completion-url><rejection-url>https://b.example</rejection-url>"
        "<error-url>c</error-url></exit-urls><status-retrieval-method>POLLING</status-retrieval-method>"
        "<polling-queue>q</polling-queue></direct-signature-job-request>"
    )


def test_a_request_without_exit_urls_is_written_without_them() -> None:
    request = DirectJobRequest(exit_urls=None)
    assert parse_direct_request(write_request(request)) == request
    assert not DIRECT_SCHEMA.accepts(parse(write_request(request)))


def test_what_a_direct_request_does_not_state_is_left_out() -> None:
    inside = "<exit-urls><rejection-url>b</rejection-url></exit-urls>"
    inside += "<status-retrieval-method>polling</status-retrieval-method>"
    text = f'<direct-signature-job-request xmlns="{MANIFEST}">{inside}</direct-signature-job-request>'
    urls = ExitUrls(completion_url=UNKNOWN_URL, rejection_url="b", error_url=UNKNOWN_URL)
    assert parse_direct_request(text.encode()) == DirectJobRequest(exit_urls=urls)


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
    "name",
    ["request.xml", "multiple_signers/request.xml", "documentation/guide-1-direct-signature-job-request.xml"],
)
def test_a_published_direct_example_is_read(vectors: Path, name: str) -> None:
    request = parse_direct_request((vectors / "direct-examples" / name).read_bytes())
    assert request.reference == "123-ABC"
    assert request.exit_urls is not None
    assert request.exit_urls.error_url == "https://www.sender.org/failed"
    assert parse_direct_request(write_request(request)) == request


def test_a_request_of_the_other_flow_is_named() -> None:
    with pytest.raises(OtherDocument, match=r"is `portal-signature-job-request`, not `direct-signature-job-request`"):
        parse_direct_request(write_request(JobRequest()))


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
