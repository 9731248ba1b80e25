"""What was sent is known from a job, from its bundle, or from the documents themselves."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha512

import pytest

from signature_model import Sector, Sender, SignatureType, Signer
from signature_model.api.direct_responses import DirectSignature
from signature_model.api.responses import Signature
from signature_model.errors import UnreadableInput
from signature_model.jobs.direct import DirectJob, DirectSigner
from signature_model.signed import Sent, SentDocument, SentSigner
from tests.kits.bundles import MANIFEST, changed, sealed, taken_apart
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, OLA, a_bundle, a_job, a_pdf, documents
from tests.kits.seals import saying

ADVANCED = SignatureType.ADVANCED


def test_a_job_and_its_bundle_send_the_same() -> None:
    sent = Sent.of(a_job())

    assert replace(Sent.from_bundle(a_bundle()), sealed_at=None) == sent
    assert sent.signers == (SentSigner(number=KARI), SentSigner(number=None))
    assert [each.name for each in sent.documents or ()] == ["contract.pdf"]
    assert KARI not in repr(sent)


def test_a_document_without_a_name_gets_the_one_that_it_has_in_the_bundle() -> None:
    job = a_job(documents=[replace(each, href=None) for each in documents(a_pdf())])
    assert [each.name for each in Sent.of(job).documents or ()] == ["01_paper_1.pdf"]


def test_documents_without_content_are_not_known() -> None:
    job = a_job(documents=[replace(each, content=None) for each in documents(a_pdf())])
    assert Sent.of(job).documents is None


def test_private_senders_ask_for_advanced_signatures_by_default() -> None:
    private = Sender(NUMBER, sector=Sector.PRIVATE)
    job = a_job(sender=private, signers=[Signer.by_email("kari@example.com")])
    assert [each.signature_type for each in Sent.of(job).signers or ()] == [ADVANCED]


def test_a_direct_job_sends_the_same_things() -> None:
    direct = DirectJob(
        title="Contract",
        documents=documents(a_pdf()),
        signers=[DirectSigner.by_national_id(KARI, signature_type=ADVANCED)],
        sender=Sender(NUMBER),
        exit_urls=None,
    )
    sent = Sent.of(direct)
    assert sent.signers == (SentSigner(number=KARI, signature_type=ADVANCED),)
    assert [each.name for each in sent.documents or ()] == ["1.pdf"]


def test_a_document_has_all_digests_and_its_pages() -> None:
    document = SentDocument.of("contract.pdf", a_pdf())
    assert document.digests["sha512"] == sha512(a_pdf()).digest()
    assert document.page_count == 1
    assert SentDocument.of("a.txt", b"text").page_count is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="not an archive"),
        pytest.param(changed(manifest=None), id="no manifest"),
        pytest.param(changed(manifest=b"<"), id="not XML"),
    ],
)
def test_a_bundle_that_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        Sent.from_bundle(content)


@pytest.mark.parametrize(
    ("stated", "sealed_at"),
    [
        pytest.param("2026-06-01T14:00:00+02:00", datetime(2026, 6, 1, 12, tzinfo=UTC), id="another time zone"),
        pytest.param("2026-06-01T12:00:00", datetime(2026, 6, 1, 12, tzinfo=UTC), id="no time zone"),
        pytest.param("0001-01-01T00:00:00Z", None, id="the first year"),
        pytest.param("9999-12-31T24:00:00", None, id="after the last year"),
    ],
)
def test_the_time_of_the_seal_can_be_compared(stated: str, sealed_at: datetime | None) -> None:
    assert Sent.from_bundle(sealed(taken_apart(), saying("SigningTime", stated))).sealed_at == sealed_at


def test_a_wrong_type_is_refused() -> None:
    with pytest.raises(TypeError):
        Sent(documents=[])  # type: ignore[arg-type]


_CHANGE = "portal-signature-job-status-change-response"
STATUS = f"<{_CHANGE}><signature><status>{{}}</status>{{}}</signature><signature/></{_CHANGE}>"
WITH_NUMBER = f"<personal-identification-number>{KARI}</personal-identification-number>"


@pytest.mark.parametrize(
    ("status", "number", "signed"),
    [
        pytest.param(" SIGNED ", WITH_NUMBER, (KARI,), id="signed"),
        pytest.param("SIGNED", "", (None,), id="signed by somebody without a number"),
        pytest.param("WAITING", WITH_NUMBER, (), id="not signed"),
    ],
)
def test_a_status_change_says_who_has_signed(status: str, number: str, signed: tuple[str | None, ...]) -> None:
    sent = Sent().with_status(STATUS.format(status, number).encode())
    assert sent.signed == signed
    assert KARI not in repr(sent)


FIRST, SECOND = datetime(2030, 1, 30, 11, tzinfo=UTC), datetime(2030, 1, 31, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("signed", "signed_at", "number", "times"),
    [
        pytest.param((KARI, OLA), (FIRST, SECOND), OLA, (SECOND,), id="by number"),
        pytest.param((KARI, KARI), (FIRST, SECOND), KARI, (FIRST, SECOND), id="twice"),
        pytest.param((None, OLA, None), (FIRST, SECOND, SECOND), KARI, (FIRST, SECOND), id="of those without a number"),
        pytest.param((None, None), (FIRST, None), KARI, (), id="one of them not stated"),
        pytest.param((OLA,), (SECOND,), KARI, (), id="of another signer"),
        pytest.param(None, (), KARI, (), id="without a status change"),
    ],
)
def test_when_a_signer_has_signed(
    signed: tuple[str | None, ...] | None,
    signed_at: tuple[datetime | None, ...],
    number: str,
    times: tuple[datetime, ...],
) -> None:
    assert Sent(signed=signed, signed_at=signed_at).times_of(number) == times


def test_a_manifest_sends_what_its_bundle_sends() -> None:
    members = taken_apart()
    assert Sent.from_manifest(members[MANIFEST], members.get) == replace(Sent.from_bundle(a_bundle()), sealed_at=None)


@pytest.mark.parametrize("content", [b"<", b"<a/>"])
def test_a_manifest_that_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        Sent.from_manifest(content, lambda _: None)


@pytest.mark.parametrize(
    ("addressed", "signer", "left"),
    [
        pytest.param((KARI, OLA), KARI, (KARI,), id="by number"),
        pytest.param((None, OLA), KARI, (KARI,), id="addressed without a number, and signed with one"),
        pytest.param((None, OLA), None, (None,), id="without a number"),
        pytest.param((OLA,), KARI, (OLA,), id="a number that was not addressed"),
        pytest.param((KARI, OLA), None, (KARI, OLA), id="not known"),
        pytest.param(None, KARI, None, id="signers that are not known"),
    ],
)
def test_the_signer_of_one_signature(
    addressed: tuple[str | None, ...] | None, signer: str | None, left: tuple[str | None, ...] | None
) -> None:
    signers = None if addressed is None else tuple([SentSigner(number=each) for each in addressed])
    portal = Signature(status="SIGNED", personal_identification_number=signer)
    for signature in (portal, DirectSignature(status="SIGNED", signer=signer)):
        found = Sent(signers=signers).for_signature(signature).signers
        assert (found if found is None else tuple([each.number for each in found])) == left
