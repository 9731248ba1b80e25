"""Each XAdES that is downloaded belongs to another signer."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signature_model.api.responses import Signature, StatusChange
from signature_model.api.statuses import SignerStatus
from signature_model.signed import SentSigner
from signature_transports.cli.verification import Verification, verification_of
from signature_transports.settings import Settings
from tests.kits.authorities import organization, person
from tests.kits.jobs import KARI, OLA
from tests.kits.xades import CONTEXT, SENT, xades

SIGNED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def signature(number: str) -> Signature:
    return Signature(status=SignerStatus.SIGNED, since=SIGNED_AT, personal_identification_number=number)


def test_a_signer_who_was_addressed_without_a_number_is_the_one_in_the_status() -> None:
    sent = replace(SENT, signers=(SentSigner(number=None), SentSigner(number=None)))
    verification = Verification(sent=sent, context=CONTEXT)
    of_kari, of_ola = xades(level="LT"), xades(by=person("Ola", OLA), level="LT")

    def codes(content: bytes, number: str) -> list[str]:
        result = verification.result_of("a.xml", io.BytesIO(content), signature(number))
        return [each.code for each in result.report.findings if each.code != "PSR851"]

    assert codes(of_kari, KARI) == []
    assert codes(of_kari, OLA) == ["PSR820", "PSR822"]
    assert codes(of_ola, OLA) == []


def test_a_signer_who_only_logged_in_is_known_by_what_the_packager_states() -> None:
    about = f"<SignerDescription><SignerNationalId>{KARI}</SignerNationalId></SignerDescription>"
    content = xades(by=organization(), level="LT", content=f"<Sdo>{about}</Sdo>")
    verification = Verification(sent=SENT, context=CONTEXT)
    results = [verification.result_of("a.xml", io.BytesIO(content), signature(KARI)) for _ in range(2)]
    assert [[each.code for each in one.report.errors] for one in results] == [[], ["PSR822"]]


def test_a_signer_signs_as_many_times_as_addressed() -> None:
    sent = replace(SENT, signers=(SentSigner(number=KARI),) * 2)
    verification = Verification(sent=sent, context=CONTEXT)
    contents = [xades(level="LT", claimed_at=SIGNED_AT + timedelta(seconds=each)) for each in range(3)]
    results = [verification.result_of("a.xml", io.BytesIO(each), signature(KARI)) for each in contents]
    assert [[each.code for each in one.report.errors] for one in results] == [[], [], ["PSR822"]]


@pytest.mark.parametrize(
    ("status", "since", "expected"),
    [
        pytest.param("SIGNED", SIGNED_AT, ([], 0), id="signed"),
        pytest.param("SIGNED", SIGNED_AT - timedelta(days=40), (["PSR832"], 0), id="at another time"),
        pytest.param("EXPIRED", SIGNED_AT, ([], 1), id="not signed"),
    ],
)
def test_a_document_is_compared_with_its_status(status: str, since: datetime, expected: tuple[list[str], int]) -> None:
    signed = replace(signature(KARI), status=status, since=since)
    change = StatusChange(signature_job_id=1, status="IN_PROGRESS", confirmation_url="", signatures=[signed])
    verification = replace(verification_of(change, None, [], Settings()), context=CONTEXT)
    result = verification.result_of("a.xml", io.BytesIO(xades(level="LT")), signed)
    codes = [each.code for each in result.report.findings if each.code != "PSR851"]
    assert (codes, sum("status" in each for each in result.undecided)) == expected
