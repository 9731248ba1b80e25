"""Tests of the certificates of people and organisations."""

from datetime import timedelta

import pytest
from cryptography import x509

from signature_model.credentials.certificates import organization_number
from signature_model.credentials.chains import trusted_path
from signature_model.signed.identity import identity_of, method_of
from signature_transports.clocks import START
from signature_transports.emulator import signers_anchors
from signature_transports.emulator.signing.pki import der
from signature_transports.emulator.signing.pki.holders import (
    PACKAGER,
    Flaws,
    Holder,
    packager,
    person,
    service,
    time_stamp_authority,
)
from tests.kits.jobs import KARI

PERSON = person("Kari Dahl", KARI, KARI, START)


def test_a_person_is_identified_as_by_an_issuer_of_eids() -> None:
    who = identity_of(PERSON.certificate)
    assert (who.name, who.number, who.organization_number) == ("Kari Dahl", KARI, None)
    assert who.own_number is not None
    assert who.own_number.startswith("9578-5999-")
    assert method_of(PERSON.certificate) == "BankID"
    assert identity_of(person("Kari Dahl", None, KARI, START).certificate).number is None


def test_people_have_numbers_of_their_own() -> None:
    numbers = {identity_of(person("A", None, contact, START).certificate).own_number for contact in ("a", "b")}
    assert len(numbers) == 2


def test_a_certificate_of_a_person_is_qualified_and_valid_for_two_years() -> None:
    certificate = PERSON.certificate
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=730)
    assert certificate.not_valid_before_utc < START < certificate.not_valid_after_utc
    statements = certificate.extensions.get_extension_for_oid(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")).value
    assert isinstance(statements, x509.UnrecognizedExtension)
    for each in ("0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6.1"):
        assert der.identifier(each) in statements.value


@pytest.mark.parametrize(
    ("holder", "number"),
    [(packager(START), PACKAGER), (service(START), "984661185"), (time_stamp_authority(2030), None)],
    ids=["packager", "service", "time-stamps"],
)
def test_organisations_have_their_numbers(holder: Holder, number: str | None) -> None:
    assert organization_number(holder.certificate) == number
    assert trusted_path(holder.certificate, holder.chain, signers_anchors(), START)


def test_sources_of_revocation_data_are_on_this_machine() -> None:
    extensions = PERSON.certificate.extensions
    (responder,) = extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    (point,) = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert responder.access_location.value == "http://127.0.0.1/emulator-pki/people/ocsp"
    assert [each.value for each in point.full_name or ()] == ["http://127.0.0.1/emulator-pki/people/crl"]


def test_flaws() -> None:
    untrusted = packager(START, Flaws(is_untrusted=True))
    assert trusted_path(untrusted.certificate, untrusted.chain, signers_anchors(), START) is None
    assert packager(START, Flaws(is_expired=True)).certificate.not_valid_after_utc < START
    revoked = packager(START, Flaws(is_revoked=True))
    assert revoked.revoked_since is not None
    assert revoked.revoked_since < START
    assert packager(START, Flaws(signs_wrongly=True)).sign(b"x") != packager(START).sign(b"x")
