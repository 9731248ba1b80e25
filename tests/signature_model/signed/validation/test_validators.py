"""A signed document is valid, invalid or undecided, and its report has the signatures as facts."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signature_model import Context
from signature_model.reports.results import Criteria
from signature_model.signed import Sent, SentSigner, validate_pades, validate_signed, validate_xades
from tests.kits.authorities import NOW, SIGNED_AT, organization
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import pades, pages, revised
from tests.kits.xades import CONTEXT, CONTRACT, PAPER, SENT, found, xades

LTA = xades()


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        pytest.param("B", ["PSR830", "PSR845", "PSR850", "undecided"], id="B"),
        pytest.param("T", ["PSR845", "PSR850", "undecided"], id="T"),
        pytest.param("LT", ["valid"], id="LT"),
        pytest.param("LTA", ["valid"], id="LTA"),
    ],
)
def test_a_signature_is_valid_with_the_evidence_of_its_level(level: str, codes: list[str]) -> None:
    content = xades(level=level)
    facts = validate_xades(content, SENT, CONTEXT).signatures[0]

    assert found(content) == codes
    assert facts.level == level


@pytest.mark.parametrize("enclosed", [False, True])
def test_a_report_has_the_signature_as_facts(enclosed: bool) -> None:  # noqa: FBT001 - a case
    report = validate_xades(xades(enclosed=enclosed), SENT, CONTEXT)
    signer, *stamps = report.signatures

    assert (signer.kind, signer.name, signer.number, signer.organization) == (
        "signer", "Kari Nordmann", f"{KARI[:6]}*****", None
    )  # fmt: skip
    assert (signer.method, signer.claimed_at, signer.proved_at) == ("BankID", SIGNED_AT, SIGNED_AT)
    assert (signer.revocation, signer.trusted, signer.covers) == ("good", True, (CONTRACT,))
    assert signer.verifiable_until == datetime(2031, 1, 1, tzinfo=UTC)
    assert [each.kind for each in stamps] == ["time-stamp", "time-stamp"]
    assert report.is_valid
    assert str(report).endswith("\nvalid")
    assert KARI not in f"{report!r}{report}{SENT!r}"


def test_a_packager_s_seal_is_recognised_by_its_organisation() -> None:
    packager, *_ = validate_xades(xades(by=organization()), SENT, CONTEXT).signatures
    assert (packager.kind, packager.organization, packager.method) == ("packager", "Pakker AS 989584022", None)


@pytest.mark.parametrize(
    ("context", "layers"),
    [
        pytest.param(Context(), ["certificates", "years"], id="nothing"),
        pytest.param(Context(now=NOW), ["certificates"], id="no anchors"),
        pytest.param(replace(CONTEXT, now=None), ["years"], id="no time"),
    ],
)
def test_without_anchors_and_a_time_nothing_is_valid(context: Context, layers: list[str]) -> None:
    report = validate_xades(LTA, SENT, context)

    assert [each.layer for each in report.undecided] == layers
    assert (report.verdict, report.errors) == ("undecided", ())
    assert validate_xades(LTA.replace(b"2026-11-20", b"2026-11-21"), SENT, context).verdict == "invalid"


def test_without_anchors_trust_is_not_known() -> None:
    facts = validate_xades(LTA, SENT, Context(now=NOW)).signatures
    assert {each.trusted for each in facts} == {None}
    assert {each.proved_at for each in facts} == {None}


@pytest.mark.parametrize(
    ("sent", "skipped", "verdict"),
    [
        pytest.param(Sent(), {"documents", "signers"}, "undecided", id="nothing"),
        pytest.param(replace(SENT, signers=None), {"signers"}, "valid", id="no signers"),
        pytest.param(replace(SENT, documents=None), {"documents"}, "undecided", id="no documents"),
    ],
)
def test_what_was_sent_may_be_unknown(sent: Sent, skipped: set[str], verdict: str) -> None:
    report = validate_xades(xades(level="LT"), sent, CONTEXT)
    assert ({each.layer for each in report.skipped} - {"environment"}, report.verdict) == (skipped, verdict)


def test_an_enclosed_document_proves_itself() -> None:
    assert validate_xades(xades(enclosed=True), Sent(), CONTEXT).verdict == "valid"


def test_digests_are_enough_except_for_archive_time_stamps() -> None:
    (document,) = SENT.documents or ()
    only_digests = replace(SENT, documents=(replace(document, content=None),))
    report = validate_xades(LTA, only_digests, CONTEXT)

    assert (report.verdict, report.signatures[0].level) == ("valid", "LT")
    assert "time" in {each.layer for each in report.skipped}
    without = replace(SENT, documents=(replace(document, digests={"md5": b""}),))
    assert validate_xades(LTA, without, CONTEXT).verdict == "undecided"


def test_evidence_that_has_ended_is_undecided() -> None:
    assert found(LTA, context=replace(CONTEXT, now=datetime(2035, 1, 1, tzinfo=UTC))) == ["PSR852", "undecided"]


BOTH = replace(SENT, signers=(*(SENT.signers or ()), SentSigner(number=OLA)), signed=(KARI, OLA))


def with_a_comment() -> bytes:
    other = xades(documents={CONTRACT: PAPER + b"other"}, enclosed=True)
    return re.sub(rb'(<ds:Object Id="o-0">.{40})', rb"\1<!---->", other)


def with_a_broken_xades() -> bytes:
    return pades(pages(attachments={"a.xml": xades(), "b.xml": xades().replace(b"SignatureValue", b"Value")}))


def changed_later() -> bytes:
    def rotate(writer: IncrementalPdfFileWriter) -> None:
        page, _ = writer.find_page_for_modification(0)  # type: ignore[no-untyped-call]
        page.get_object()["/Rotate"] = generic.NumberObject(90)  # type: ignore[no-untyped-call]
        writer.update_container(page.get_object())

    return revised(pades(level="T"), rotate)


@pytest.mark.parametrize(
    ("make", "sent", "code"),
    [
        pytest.param(with_a_comment, SENT, "PSR807", id="another document, and a divided text"),
        pytest.param(lambda: xades(documents={"http://x/": PAPER}), SENT, "PSR812", id="a document that is elsewhere"),
        pytest.param(lambda: b"<", SENT, "PSR801", id="no signed document"),
        pytest.param(pades, BOTH, "PSR816", id="a signer without evidence"),
        pytest.param(with_a_broken_xades, BOTH, "PSR803", id="evidence that cannot be read"),
        pytest.param(lambda: pades(pages(attachments={})), SENT, "PSR816", id="no evidence"),
        pytest.param(changed_later, SENT, "PSR809", id="changed after sealing"),
    ],
)
def test_what_an_ignored_error_kept_from_being_compared_is_undecided(
    make: Callable[[], bytes], sent: Sent, code: str
) -> None:
    report = validate_signed(make(), sent, CONTEXT)
    assert {each.code for each in report.errors} == {code}
    assert Criteria(ignore=(code,)).signed_result("a", report).verdict == "undecided"


def test_the_form_is_recognised_by_the_content() -> None:
    assert validate_signed(LTA, SENT, CONTEXT) == validate_xades(LTA, SENT, CONTEXT)
    assert validate_signed(PAPER) == validate_pades(PAPER)


@pytest.mark.parametrize("wrong", [("content", "x"), ("sent", None), ("context", None)], ids=lambda each: each[0])
def test_a_wrong_type_is_refused(wrong: tuple[str, object]) -> None:
    arguments: dict[str, Any] = {"content": b"", "sent": SENT, "context": CONTEXT} | {wrong[0]: wrong[1]}
    for validate in (validate_xades, validate_pades):
        with pytest.raises(TypeError, match=wrong[0]):
            validate(**arguments)
    with pytest.raises(TypeError):
        validate_signed("x")  # type: ignore[arg-type]
