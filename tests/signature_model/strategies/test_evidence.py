"""Tests of the strategies for signed documents: valid ones are valid, and each broken one has one error."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.findings import Severity
from signature_model.signed import validate_signed
from signature_model.signed.rules.catalogue import CATALOGUE
from signature_model.strategies import SIGNED_CODES, broken_signed_documents, context, signed_documents
from signature_model.strategies.evidence.samples import SentJob
from signature_model.strategies.pdf_files import pdf_file
from tests.kits.jobs import KARI
from tests.signature_model.strategies.examples import examples, fewer

OF_MORE_THAN_A_DOCUMENT = {"PSR818", "PSR819", "PSR848", "PSR854"}
"""Errors of an evidence package, and of a document beside an earlier report."""


def test_every_error_can_occur() -> None:
    errors = {code for code, rule in CATALOGUE.items() if rule.severity is Severity.ERROR}
    assert set(SIGNED_CODES) == errors - OF_MORE_THAN_A_DOCUMENT


@pytest.mark.parametrize("form", ["xades", "pades"])
@fewer(10)
@given(data=st.data())
def test_signed_documents_are_valid(form: str, data: st.DataObject) -> None:
    sample = data.draw(signed_documents(form=form))
    report = validate_signed(sample.content, sample.sent, context())
    assert report.is_valid, report
    assert {each.severity for each in report.findings} == {Severity.NOTE}


def test_with_warnings_all_levels_occur() -> None:
    levels = set()
    for sample in examples(signed_documents(form="xades", warnings=True), 40):
        report = validate_signed(sample.content, sample.sent, context())
        assert report.errors == ()
        levels.add(report.signatures[0].level)
    assert levels == {"B", "T", "LT", "LTA"}


@pytest.mark.parametrize("code", SIGNED_CODES)
@fewer(15)
@given(data=st.data())
def test_a_broken_document_has_one_error(code: str, data: st.DataObject) -> None:
    broken = data.draw(broken_signed_documents(codes=[code]))
    report = validate_signed(broken.thing.content, broken.thing.sent, broken.context)
    assert {each.code for each in report.errors} == {broken.code} == {code}


def test_documents_without_a_signature_are_xml_or_pdf() -> None:
    found = examples(broken_signed_documents(codes=["PSR802"]), 20)
    assert {each.thing.content[:5] for each in found} == {b"%PDF-", b"<sign"}


def test_documents_are_the_same_in_every_process() -> None:
    job = SentJob(documents={"contract.pdf": pdf_file()}, numbers=(KARI,), names=("Kari",))
    assert sha256(job.pades()).hexdigest() == "87402d081ddcce9dd5bf531ebea6786dd1249a228d7dc6f9ce4402ee803ed3de"


def test_no_output_shows_a_number() -> None:
    for sample in examples(signed_documents(), 3):
        for signer in sample.sent.signers or ():
            assert signer.number is not None
            assert signer.number not in repr(sample)


@pytest.mark.parametrize(
    ("codes", "complaint"),
    [
        pytest.param(["PSR999"], "no rule has a code that begins with 'PSR999'", id="no code"),
        pytest.param(["PSR401"], "no rule has a code that begins with 'PSR401'", id="a code of bundles"),
        pytest.param(["PSR851"], "cannot produce these codes: PSR851", id="a note"),
    ],
)
def test_codes_that_cannot_occur_are_refused(codes: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        broken_signed_documents(codes=codes)
