"""Tests of the people behind the signers."""

from dataclasses import replace

import pytest

from signature_model import DirectSigner, IdentifierInSignedDocuments, Signer
from signature_transports.emulator.jobs.people import contact_of, name_of, names_of, shown_as
from tests.kits.jobs import KARI, OLA
from tests.signature_transports.emulator.signed_jobs import PEOPLE


@pytest.mark.parametrize(
    ("identifier", "by_number"),
    [
        (None, f", {KARI}"),
        (IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME, f", {KARI}"),
        (IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME, ", born 018180"),
        (IdentifierInSignedDocuments.NAME, ""),
    ],
)
def test_signed_documents_show_signers_as_the_job_says(
    identifier: IdentifierInSignedDocuments | None, by_number: str
) -> None:
    kari, per = PEOPLE[0], PEOPLE[2]
    assert shown_as(kari, identifier) == name_of(kari) + by_number
    assert shown_as(per, identifier) == "Per"


def test_a_signer_always_has_the_same_name() -> None:
    assert len({name_of(replace(PEOPLE[0], order=order)) for order in range(5)}) == 1


@pytest.mark.parametrize(
    ("signer", "name"),
    [
        (Signer.by_email("kari.nordmann@example.com"), "Kari Nordmann"),
        (Signer.by_email("anne-lise_vik+test@example.com"), "Anne Lise Vik"),
        (Signer.by_email("åse2@example.com"), "Åse"),
        (Signer.by_email("McLean@example.com"), "McLean"),
        (Signer.by_email("42@example.com"), "42@example.com"),
        (Signer.by_contact_information(email="per@example.com", sms="99999999"), "Per"),
        (Signer.by_mobile("99999999"), "99999999"),
        (DirectSigner.by_identifier("customer@7"), "customer@7"),
        (DirectSigner.by_identifier("  "), "Ukjent"),
        (DirectSigner.by_identifier(f"a\t{'ø' * 40}"), f"a {'ø' * 31}"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_signer_without_a_number_is_named_by_their_address(signer: Signer | DirectSigner, name: str) -> None:
    assert name_of(signer) == name


def test_a_signer_is_addressed_by_number_contact_information_or_identifier() -> None:
    both = Signer.by_contact_information(email="per@example.com", sms="99999999")
    directly = DirectSigner.by_national_id(OLA), DirectSigner.by_identifier("customer 7")
    assert [contact_of(each) for each in (PEOPLE[0], PEOPLE[2], both, *directly)] == [
        KARI,
        "per@example.com",
        "per@example.com, 99999999",
        OLA,
        "customer 7",
    ]
    assert names_of(both) == ("per@example.com", "99999999")
    assert names_of(directly[1]) == ("customer 7",)
