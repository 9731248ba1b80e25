"""A signer's own signature is one that anybody can verify."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signature_model.credentials.chains import chain_of, is_trusted, reaches_root
from signature_model.seals.inspection import inspect_seal
from signature_model.seals.verification import verify
from signature_transports.clocks import START
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.authority import root
from signature_transports.emulator.signing.keys import key_of
from signature_transports.emulator.signing.xades import xades
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.kits.jobs import a_pdf
from tests.kits.pdfs import saved
from tests.signature_model.seals.witness import accepts
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job


def test_it_verifies_over_the_documents() -> None:
    job = a_signed_job(0, 2, documents={"a b.pdf": a_pdf(), "ø.pdf": saved()})
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place, moment in job.signed:
        seal = inspect_seal(xades(job, place))
        assert (seal.refusal, seal.faults) == (None, ())
        verification = verify(seal.signatures[0], members, members)
        assert [each.intact for each in verification.files] == [True, True]
        assert (verification.properties_intact, verification.signature_valid) == (True, True)
        assert verification.seal.properties is not None
        assert verification.seal.properties.signing_time == moment


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), START, LAST_MOMENT], ids=str)
def test_another_verifier_accepts_it(moment: datetime) -> None:
    job = replace(a_signed_job(documents={"a.pdf": a_pdf(), "b.pdf": saved()}), signed=((0, moment), (2, moment)))
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place in (0, 2):
        assert accepts(xades(job, place), members)
        assert not accepts(xades(job, place), members | {"a.pdf": b"%PDF-1.7 changed"})


def test_it_is_by_a_person_whom_the_emulator_s_own_authority_vouches_for() -> None:
    seal = inspect_seal(xades(a_signed_job(0, 1), 1))
    certificates = verify(seal.signatures[0], {}, {}).seal.certificates
    assert reaches_root(chain_of(certificates[0], certificates))
    assert is_trusted(certificates[0], certificates, (root(),), START)
    assert name_of(PEOPLE[1]) in certificates[0].subject.rfc4514_string()


def test_a_document_changed_afterwards_does_not_verify() -> None:
    seal = inspect_seal(xades(a_signed_job(0), 0))
    verification = verify(seal.signatures[0], ["contract.pdf"], {"contract.pdf": a_pdf() + b"\n"})
    assert [each.intact for each in verification.files] == [False]


def test_the_same_job_gives_the_same_bytes() -> None:
    first = xades(a_signed_job(0, 1), 1)
    key_of.cache_clear()
    root.cache_clear()
    assert xades(a_signed_job(0, 1), 1) == first


def test_signatures_of_others_and_at_other_times_differ() -> None:
    job = a_signed_job(0, 1)
    later = replace(job, signed=tuple((place, moment + timedelta(days=1)) for place, moment in job.signed))
    assert len({xades(job, 0), xades(job, 1), xades(later, 0), xades(replace(job, id=8), 0)}) == 4
