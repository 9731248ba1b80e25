"""Tests that lxml and xmlschema agree on all documents that jobs, errors in jobs, and the service produce.

``xml/test_schemas`` tests the known differences: white space around moments, ids of other types, non-ASCII digits, very
large years.
"""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model import Environment, PortalJob, StatusChange, UnreadableInput
from signature_model.api.messages.writing import write_status_change
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import request_element
from signature_model.strategies import Broken, broken_manifests, manifests, status_changes
from signature_model.xml.schemas import PORTAL_SCHEMA
from signature_model.xml.trees import parse
from tests.kits import opinions, wild


def agree(content: bytes) -> bool:
    """Whether both validators agree. Documents that are not well-formed are not validated."""
    try:
        root = parse(content)
    except UnreadableInput:
        return True
    return opinions.is_valid(etree.tostring(root, encoding="unicode")) is PORTAL_SCHEMA.accepts(root)


@given(manifests(environment=Environment.PRODUCTION, warnings=True))
def test_both_validators_agree_on_manifests(content: bytes) -> None:
    assert agree(content)


@given(broken_manifests())
def test_both_validators_agree_on_broken_manifests(broken: Broken[bytes]) -> None:
    assert agree(broken.thing)


@given(wild.jobs())
def test_both_validators_agree_on_job_requests(job: PortalJob) -> None:
    assert agree(etree.tostring(request_element(JobRequest.of(job))))


@given(status_changes(unknown=True), st.sampled_from(["signature", "status", "confirmation-url", "signatures"]))
def test_both_validators_agree_on_status_changes(change: StatusChange, name: str) -> None:
    content = write_status_change(change)
    assert agree(content)
    root = etree.fromstring(content)
    part = next(root.iter(f"{{*}}{name}"))
    parent = part.getparent()
    assert parent is not None
    parent.remove(part)
    assert agree(etree.tostring(root))
