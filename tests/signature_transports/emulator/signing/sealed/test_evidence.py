"""Tests of the XAdES of one signer, as the service makes it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from signature_model import Context, IdentifierInSignedDocuments, Sector, Signer
from signature_model.masking import masked
from signature_model.signed import Sent, SignedReport, validate_xades
from signature_transports.emulator import signers_anchors
from signature_transports.emulator.fault_names import Fault
from signature_transports.emulator.jobs.job import SignedJob
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.jobs.signing_methods import SigningMethod
from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.sealed.evidence import evidence
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.kits.jobs import KARI, a_pdf
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job
from tests.signature_transports.emulator.signing.sealed.verdicts import FAULTS, NOW, codes_of

ADVANCED, AUTHENTICATED = Sector.PRIVATE, Sector.PUBLIC
"""The sectors whose signatures have that type by default."""


def report_of(job: SignedJob, content: bytes, now: datetime = NOW) -> SignedReport:
    return validate_xades(content, Sent.of(job.content), Context(trust_anchors=signers_anchors(), now=now))


@pytest.mark.parametrize("sector", Sector)
@pytest.mark.parametrize(
    ("level", "verdict", "codes"),
    [
        (BaselineLevel.B, "undecided", "PSR830 PSR845 PSR850"),
        (BaselineLevel.T, "undecided", "PSR845 PSR850"),
        (BaselineLevel.LT, "valid", ""),
        (BaselineLevel.LTA, "valid", ""),
    ],
    ids=str,
)
def test_it_has_the_level_that_was_asked_for(sector: Sector, level: BaselineLevel, verdict: str, codes: str) -> None:
    job = a_signed_job(0, sector=sector, documents={"a.pdf": a_pdf(), "b.txt": b"some <words> & \xc3\xa6"})
    report = report_of(job, evidence(job, 0, level))
    assert (str(report.verdict), codes_of(report)) == (verdict, codes)
    assert {each.level for each in report.signatures} - {None} == {level}


@pytest.mark.parametrize("sector", Sector)
@pytest.mark.parametrize(("fault", "codes"), FAULTS)
def test_a_fault_brings_out_its_code(sector: Sector, fault: Fault, codes: str) -> None:
    job = a_signed_job(0, 1, people=PEOPLE[:2], sector=sector)
    assert codes_of(report_of(job, evidence(job, 0, BaselineLevel.LTA, fault))) == codes


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), LAST_MOMENT.replace(microsecond=1)], ids=str)
def test_it_can_be_made_at_any_time_of_the_clock(moment: datetime) -> None:
    job = replace(a_signed_job(), signed=((1, moment),), sector=ADVANCED)
    assert str(report_of(job, evidence(job, 1, BaselineLevel.LTA), moment).verdict) == "valid"


def test_an_advanced_signature_is_the_signers_own() -> None:
    job = a_signed_job(0, sector=ADVANCED)
    found = {str(each.kind): each for each in report_of(job, evidence(job, 0, BaselineLevel.B)).signatures}
    assert {*found} == {"signer", "packager"}
    assert (found["signer"].name, found["signer"].number) == (name_of(PEOPLE[0]), masked(KARI))
    assert found["packager"].method == "BankID"


def test_an_authenticated_signature_is_the_packagers() -> None:
    job = a_signed_job(0, sector=AUTHENTICATED)
    (packager,) = report_of(job, evidence(job, 0, BaselineLevel.B)).signatures
    assert (packager.kind, packager.method) == ("packager", "ID-porten: BankID")


@pytest.mark.parametrize(("sector", "method"), [(ADVANCED, "Buypass"), (AUTHENTICATED, "ID-porten: Buypass")])
def test_a_signer_may_have_another_electronic_identity(sector: Sector, method: str) -> None:
    job = replace(a_signed_job(0, sector=sector), methods=((0, SigningMethod.BUYPASS),))
    found = report_of(job, evidence(job, 0, BaselineLevel.B)).signatures
    assert [each.method for each in found if each.kind == "packager"] == [method]


@pytest.mark.parametrize("sector", Sector)
@pytest.mark.parametrize(
    ("identifier", "place", "is_there"),
    [
        (None, 0, True),
        (IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME, 0, True),
        (IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME, 0, False),
        (IdentifierInSignedDocuments.NAME, 0, False),
        (None, 2, False),
    ],
)
def test_it_has_the_national_id_number_if_the_job_lets_it(
    sector: Sector, identifier: IdentifierInSignedDocuments | None, place: int, *, is_there: bool
) -> None:
    job = a_signed_job(place, sector=sector)
    job = replace(job, content=replace(job.content, identifier_in_signed_documents=identifier))
    content = evidence(job, place, BaselineLevel.LT)
    numbers = [each.text for each in etree.fromstring(content).iter("{*}SignerNationalId")]
    assert numbers == ([KARI] if is_there else [])
    assert ("PSR823" in codes_of(report_of(job, content))) is not is_there


@pytest.mark.parametrize("address", ["x" * 64 + "@example.com", "42@example.com", "<&'@example.com"])
def test_any_address_can_be_a_name(address: str) -> None:
    job = a_signed_job(0, people=[Signer.by_email(address)], sector=ADVANCED)
    assert codes_of(report_of(job, evidence(job, 0, BaselineLevel.LT))) == ""


def test_the_same_job_gives_the_same_bytes() -> None:
    job = a_signed_job(0, 1, sector=ADVANCED)
    later = a_signed_job(0, 1, 2, sector=ADVANCED)
    assert evidence(job, 1, BaselineLevel.LTA) == evidence(later, 1, BaselineLevel.LTA)
    assert evidence(job, 1, BaselineLevel.LTA) != evidence(job, 0, BaselineLevel.LTA)
