"""The facts about the certificate of a seal that the rules check."""

from datetime import UTC, datetime, timedelta

from cryptography.x509 import Certificate

from signature_model.credentials.usage import CertificateInUse, Chain
from tests.kits.certificates import NUMBER, authority, changed

MOMENT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def usage_of(*chain: Certificate, embedded: tuple[Certificate, ...] = ()) -> CertificateInUse:
    return CertificateInUse(chain=Chain.of(chain), embedded=embedded, signing_time=MOMENT, sender=None)


def test_the_first_of_the_chain_seals_the_bundle() -> None:
    leaf = authority().issue()
    use = usage_of(leaf, *authority().issuers)

    assert use.certificate == leaf
    assert use.chain.organization_number == NUMBER
    assert use.chain.unsuitability == ()


def test_a_chain_reaches_the_root_or_lacks_an_issuer() -> None:
    leaf = authority().issue()

    assert usage_of(leaf, *authority().issuers).chain.reaches_root
    assert not usage_of(leaf).chain.reaches_root
    assert usage_of(leaf).last_issuer == authority().issuing.subject.rfc4514_string()


def test_an_issuer_may_have_no_readable_name() -> None:
    assert usage_of(changed(authority().issue(), b"Skogen Class 3", b"Skogen Class \xff")).last_issuer is None


def test_strangers_are_counted() -> None:
    leaf, issuers, others = authority().issue(), authority().issuers, (authority("Fjellet").root, authority().issue())

    assert usage_of(leaf, *issuers, embedded=(leaf, *issuers)).unrelated_count == 0
    assert usage_of(leaf, *issuers, embedded=(leaf, *issuers, *others)).unrelated_count == 2


def test_an_incomplete_chain_may_have_any_other_issuers() -> None:
    leaf, others = authority().issue(), (authority("Fjellet").root, authority().issue())

    assert usage_of(leaf, embedded=(leaf, *others)).unrelated_count == 1


def test_a_certificate_is_valid_within_its_validity() -> None:
    use = usage_of(authority().issue())
    assert use.validity is not None

    since, until = use.validity
    moments = (since, MOMENT, until, until + timedelta(seconds=1))
    assert [use.was_valid(each) for each in moments] == [True, True, True, False]


def test_trust_ends_at_an_anchor() -> None:
    use = usage_of(authority().issue(), *authority().issuers)

    assert use.is_trusted([authority().root])
    assert not use.is_trusted([authority("Fjellet").root])
