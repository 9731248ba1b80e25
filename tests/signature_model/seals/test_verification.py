"""A seal is held against the files it came with; what cannot be told is told as that."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signature_model import PortalJob
from signature_model.containers.contents import BundleContents
from signature_model.seals.verification import SealedBundle, Verification, verify
from tests.kits.bundles import CONTRACT, MANIFEST, SEAL, resealed, taken_apart
from tests.kits.certificates import authority, elliptic_key, rsa_key
from tests.kits.jobs import a_job, credentials
from tests.kits.seals import Edit, name_certificates, only, removed

SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def verified(members: Mapping[str, bytes], *, unread: tuple[str, ...] = ()) -> Verification:
    readable = {name: content for name, content in members.items() if name not in unread}
    return verify(only(etree.fromstring(members[SEAL]), "Signature"), members, readable)


def edited(old: str, new: str) -> Verification:
    """The valid bundle verified with a piece of its seal replaced, and not signed again."""
    seal = taken_apart()[SEAL].decode()
    assert old in seal
    return verified(taken_apart() | {SEAL: seal.replace(old, new, 1).encode()})


def signed_again(edit: Edit) -> Verification:
    return verified(taken_apart(resealed(edit)))


def intact(verification: Verification) -> list[bool | None]:
    return [each.intact for each in verification.files]


def test_a_sound_bundle_verifies() -> None:
    verification = verified(taken_apart())
    assert [each.member for each in verification.files] == [CONTRACT, MANIFEST]
    assert intact(verification) == [True, True]
    assert (verification.properties_intact, verification.signature_valid) == (True, True)
    assert verification.sealed_by == credentials().certificate


def test_a_changed_file_is_not_intact() -> None:
    verification = verified(taken_apart() | {CONTRACT: b"other"})
    assert intact(verification) == [False, True]
    assert (verification.properties_intact, verification.signature_valid) == (True, True)


def test_a_file_that_was_not_read_cannot_be_told() -> None:
    verification = verified(taken_apart(), unread=(CONTRACT,))
    assert [each.member for each in verification.files] == [CONTRACT, MANIFEST]
    assert intact(verification) == [None, True]


def test_a_file_that_is_not_there_cannot_be_told() -> None:
    verification = verified({name: content for name, content in taken_apart().items() if name != CONTRACT})
    assert [each.member for each in verification.files] == [None, MANIFEST]
    assert intact(verification) == [None, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "<DigestMethod", f'<Transforms><Transform Algorithm="{C14N}"/></Transforms><DigestMethod', id="transformed"
        ),
        pytest.param(SHA256, "urn:other", id="by an unknown digest"),
    ],
)
def test_a_file_that_is_referred_to_outside_the_profile_cannot_be_told(old: str, new: str) -> None:
    assert intact(edited(old, new)) == [None, True]


def test_several_references_to_a_file_are_each_checked() -> None:
    copy = '<Reference URI="contract.pdf"><DigestMethod Algorithm="{}"/><DigestValue>AAAA</DigestValue></Reference>'
    more = "".join(copy.format(algorithm) for algorithm in (SHA256, SHA256, "urn:other"))
    verification = edited('<Reference Id="ID_1"', f'{more}<Reference Id="ID_1"')
    assert [each.member for each in verification.files] == [CONTRACT] * 4 + [MANIFEST]
    assert intact(verification) == [True, False, False, None, True]


def test_a_changed_signing_time_is_noticed_in_the_properties_alone() -> None:
    verification = edited("2026-06-01T12", "2026-06-01T13")
    assert (verification.properties_intact, verification.signature_valid) == (False, True)


def transforms(*algorithms: str) -> Edit:
    """Let the reference to the properties have these transforms, or none at all."""

    def edit(root: etree._Element) -> None:
        parent = only(root, "Transforms")
        for each in list(parent):
            parent.remove(each)
        for algorithm in algorithms:
            etree.SubElement(parent, "{http://www.w3.org/2000/09/xmldsig#}Transform", Algorithm=algorithm)
        if not algorithms:
            removed(parent)

    return edit


@pytest.mark.parametrize(
    ("algorithms", "expected"),
    [
        pytest.param((C14N,), True, id="C14N 1.0"),
        pytest.param((), True, id="none, which means C14N 1.0"),
        pytest.param((C14N, C14N), True, id="two, one after the other"),
        pytest.param((C14N, "urn:other"), None, id="one known, one unknown"),
        pytest.param(("urn:other",), None, id="unknown"),
    ],
)
def test_the_properties_are_transformed_as_the_seal_says(algorithms: tuple[str, ...], *, expected: bool | None) -> None:
    verification = signed_again(transforms(*algorithms))
    assert (verification.properties_intact, verification.signature_valid) == (expected, True)


def test_properties_by_an_unknown_digest_cannot_be_told() -> None:
    references = taken_apart()[SEAL].decode().rpartition("<Reference ")
    seal = "".join([*references[:2], references[2].replace(SHA256, "urn:other", 1)])
    assert verified(taken_apart() | {SEAL: seal.encode()}).properties_intact is None


def test_properties_that_are_not_the_signature_s_own_cannot_be_told() -> None:
    assert edited('Target="#Signature"', 'Target="#Other"').properties_intact is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("xmldsig-more#rsa-sha256", "xmldsig-more#ecdsa-sha256", id="signature"),
        pytest.param(C14N, "urn:other", id="canonicalisation"),
    ],
)
def test_unknown_algorithms_leave_the_signature_untold(old: str, new: str) -> None:
    verification = edited(old, new)
    assert verification.signature_valid is None
    assert verification.sealed_by == credentials().certificate


def test_a_signature_by_another_algorithm_that_is_known_is_checked() -> None:
    assert edited("rsa-sha256", "rsa-sha512").signature_valid is False


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        pytest.param("<Signature ", (False, False), id="around everything"),
        pytest.param("<SignedInfo>", (True, False), id="in what is signed"),
        pytest.param("<SignedProperties ", (False, True), id="in the signed properties"),
    ],
)
def test_what_has_no_canonical_form_does_not_verify(old: str, expected: tuple[bool, bool]) -> None:
    # Canonical XML, 1.3: a relative namespace name is an error.
    verification = edited(old, f'{old.rstrip(" >")} xmlns:relative="name"{old[-1]}')
    told = (verification.properties_intact, verification.signature_valid)
    assert told == expected


def certificates(*given: str) -> Edit:
    """Let the seal hold these certificates: the leaf, its issuer, or one with a key of another kind."""
    elliptic = authority().issue(key=elliptic_key())
    leaf, issuing, _ = credentials().chain
    named = {"leaf": leaf, "issuing": issuing, "elliptic": elliptic}
    return lambda root: name_certificates(root, named[given[0]], [named[each] for each in given[1:]])


@pytest.mark.parametrize(
    ("given", "valid", "by"),
    [
        pytest.param(("leaf",), True, 0, id="alone"),
        pytest.param(("issuing", "leaf"), True, 1, id="after its issuer"),
        pytest.param(("elliptic", "leaf"), True, 1, id="after one of another kind"),
        pytest.param(("issuing",), False, 0, id="missing"),
        pytest.param(("issuing", "elliptic"), False, 0, id="missing, with one of another kind"),
        pytest.param(("elliptic",), None, 0, id="of another kind alone"),
        pytest.param(("elliptic", "issuing"), None, 0, id="of another kind, with its issuer"),
    ],
)
def test_the_certificate_that_verifies_is_the_one_that_sealed(
    given: tuple[str, ...], by: int, *, valid: bool | None
) -> None:
    verification = signed_again(certificates(*given))
    assert verification.signature_valid is valid
    assert verification.sealed_by == verification.seal.certificates[by]


def test_the_certificate_that_seals_is_found_wherever_it_is() -> None:
    verification = signed_again(certificates(*["issuing"] * 40, "leaf"))
    assert verification.signature_valid
    assert verification.sealed_by == credentials().certificate


def test_other_names_of_the_key_are_compared_with_the_certificate() -> None:
    ours = verified(taken_apart()).other_keys
    stranger = edited("<X509Data>", "<KeyName>ours</KeyName><X509Data><X509SubjectName>CN=x</X509SubjectName>")
    assert (ours, stranger.other_keys) == ((), ("Signature/KeyInfo/X509Data/X509SubjectName",))


def test_without_certificates_nobody_sealed() -> None:
    verification = signed_again(lambda root: removed(only(root, "KeyInfo")))
    assert (verification.signature_valid, verification.sealed_by) == (False, None)


def test_a_signature_by_another_key_does_not_verify() -> None:
    verification = verified(taken_apart(resealed(lambda _: None, key=rsa_key("stranger"))))
    assert (verification.properties_intact, verification.signature_valid) == (True, False)
    assert verification.sealed_by is not None
    assert verification.sealed_by.public_bytes(Encoding.DER) == credentials().certificate.public_bytes(Encoding.DER)


# The bundle that is sealed


def bundle(names: tuple[str, ...], job: PortalJob | None) -> SealedBundle:
    return SealedBundle(verification=verified(taken_apart()), files=BundleContents(names=names, contents={}, job=job))


def test_the_properties_of_a_bundle_are_those_of_its_seal() -> None:
    verification = verified(taken_apart())
    sealed = SealedBundle(verification=verification, files=BundleContents(names=(), contents={}))
    assert sealed.properties is verification.seal.properties is not None


@pytest.mark.parametrize(
    ("names", "href", "missing"),
    [
        pytest.param((MANIFEST, "a b.pdf"), "a+b.pdf", set(), id="there, by another spelling"),
        pytest.param((MANIFEST,), "a+b.pdf", {"a+b.pdf", "a b.pdf"}, id="missing, by all its spellings"),
    ],
)
def test_a_document_that_is_missing_is_known_by_all_its_names(
    names: tuple[str, ...], href: str, missing: set[str]
) -> None:
    job = a_job(documents=[replace(each, href=href) for each in a_job().documents])
    assert bundle(names, job).files_known_to_be_missing == missing


def test_without_a_job_only_the_manifest_is_known_to_be_missing() -> None:
    assert bundle(("a.pdf",), None).files_known_to_be_missing == {MANIFEST}


def test_the_media_types_are_those_of_the_manifest() -> None:
    assert bundle((CONTRACT, MANIFEST), a_job()).media_types() == {
        CONTRACT: "application/pdf",
        MANIFEST: "application/xml",
    }
    assert bundle((MANIFEST,), None).media_types() == {MANIFEST: "application/xml"}
