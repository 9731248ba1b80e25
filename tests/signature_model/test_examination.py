"""A manifest and a seal are made out as far as they can be, and refused where they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnreadableInput
from signature_model.examination import MAX_NODES, examine_manifest, examine_seal, examined_tree
from signature_model.manifests.writing import manifest_element, write_manifest
from signature_model.xml.schemas import MAX_FAULTS, SEAL_SCHEMA
from signature_model.xml.trees import ASIC, DSIG, MANIFEST, MAX_SIZE
from tests.signature_model.breaking import SEAL, taken_apart
from tests.signature_model.samples import a_job

if TYPE_CHECKING:
    from signature_model.examination import ExaminedManifest

MISPLACED = "<notifications><notifications-using-lookup/></notifications>"


def examined(inside: str) -> ExaminedManifest:
    """A manifest with this inside, examined."""
    root = f'<portal-signature-job-manifest xmlns="{MANIFEST}">{inside}</portal-signature-job-manifest>'
    return examine_manifest(root.encode(), lambda _: None)


def a_signer(notify: str) -> str:
    number = "<personal-identification-number>01818000282</personal-identification-number>"
    return f"<signer>{number}{notify}</signer>"


def test_a_valid_manifest_has_a_job_and_no_fault() -> None:
    job = a_job()
    manifest = examine_manifest(write_manifest(job), lambda _: b"content")
    assert manifest.job is not None
    assert [each.content for each in manifest.job.documents] == [b"content"]
    assert manifest.root is not None
    assert (manifest.refusal, manifest.faults, manifest.lookups_inside_notifications) == (None, (), ())


def test_a_tree_at_hand_need_not_be_written() -> None:
    job = a_job()
    root = manifest_element(job)
    manifest = examined_tree(root, job)
    assert (manifest.root, manifest.job, manifest.faults) == (root, job, ())


def test_another_schema_may_judge() -> None:
    assert examine_manifest(write_manifest(a_job()), lambda _: None, SEAL_SCHEMA).faults


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"", MalformedXml, id="nothing"),
        pytest.param(b"<!DOCTYPE a><a/>", ForbiddenXml, id="DTD"),
        pytest.param(b"<a/>", OtherDocument, id="another document"),
    ],
)
def test_what_is_no_manifest_is_refused(content: bytes, kind: type[UnreadableInput]) -> None:
    manifest = examine_manifest(content, lambda _: None)
    assert type(manifest.refusal) is kind
    assert (manifest.root, manifest.job) == (None, None)


def test_a_manifest_with_faults_still_has_what_job_it_tells() -> None:
    manifest = examined("<title>Contract</title>")
    assert manifest.job is not None
    assert manifest.job.title == "Contract"
    assert [fault.message for fault in manifest.faults] == ["`title` stands where `signers` is expected"]


def test_a_lookup_inside_notifications_is_noted_where_the_fault_is() -> None:
    manifest = examined(f"<signers>{a_signer(MISPLACED)}{a_signer(MISPLACED)}</signers>")
    places = [f"signers/signer[{number}]/notifications/notifications-using-lookup" for number in (1, 2)]
    assert list(manifest.lookups_inside_notifications) == places
    assert set(places) <= {fault.where for fault in manifest.faults}


def test_a_lookup_in_its_place_is_not() -> None:
    lookup = "<notifications-using-lookup><email/></notifications-using-lookup>"
    assert examined(f"<signers>{a_signer(lookup)}</signers>").lookups_inside_notifications == ()


def test_only_so_many_misplaced_lookups_are_noted() -> None:
    many = MISPLACED * ((MAX_SIZE - 300) // len(MISPLACED))
    assert len(examined(f"<signers><signer>{many}</signer></signers>").lookups_inside_notifications) == MAX_FAULTS


def seal(*changes: tuple[str, str]) -> bytes:
    """The seal of the valid bundle, changed as text."""
    text = taken_apart()[SEAL].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def test_a_valid_seal_has_one_signature_and_no_fault() -> None:
    examined_seal = examine_seal(seal())
    assert (examined_seal.refusal, examined_seal.faults, len(examined_seal.signatures)) == (None, (), 1)
    assert examined_seal.root is not None


@pytest.mark.parametrize(
    ("content", "kind", "message", "line"),
    [
        pytest.param(b"", MalformedXml, "is not well-formed XML: Document is empty, line 1, column 1", 1, id="nothing"),
        pytest.param(
            b"\n<XAdESSignatures/>",
            OtherDocument,
            "the root is not `XAdESSignatures` of the ASiC namespace",
            2,
            id="another document",
        ),
        pytest.param(
            b"<a>" + b"<b/>" * MAX_NODES + b"</a>",
            ForbiddenXml,
            "has more than 2,000 elements, attributes and texts",
            None,
            id="more than canonical form is for",
        ),
    ],
)
def test_what_is_no_seal_is_refused(
    content: bytes, kind: type[UnreadableInput], message: str, line: int | None
) -> None:
    refusal = examine_seal(content).refusal
    assert type(refusal) is kind
    assert (refusal.message, refusal.line) == (message, line)


@pytest.mark.parametrize("number", [0, 2])
def test_of_none_or_several_signatures_the_schema_is_not_asked(number: int) -> None:
    signatures = f'<Signature xmlns="{DSIG}"/>' * number
    examined_seal = examine_seal(f'<XAdESSignatures xmlns="{ASIC}">{signatures}</XAdESSignatures>'.encode())
    assert (len(examined_seal.signatures), examined_seal.faults) == (number, ())


def test_the_faults_of_a_seal_are_told() -> None:
    [fault] = examine_seal(seal((' Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"', ""))).faults
    assert fault.message == "`DigestMethod` lacks its attribute `Algorithm`"


def test_an_id_that_stands_twice_is_not_the_schemas_to_tell() -> None:
    content = seal(("<SignedInfo", '<SignedInfo Id="twice"'), ("<SignatureValue", '<SignatureValue Id="twice"'))
    assert examine_seal(content).faults == ()


def test_what_is_no_certificate_is_a_fault_of_its_own() -> None:
    content = seal(("<X509Certificate>", "<X509Certificate>AAAA</X509Certificate><X509Certificate>"))
    [fault] = examine_seal(content).faults
    assert fault.where == "Signature/KeyInfo/X509Data/X509Certificate[1]"
    assert fault.message == "`X509Certificate` holds no certificate"
