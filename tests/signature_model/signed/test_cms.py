"""CMS signatures are read as they stand, and whatever is wrong with them is one clear reason."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import algos, cms, pdf, tsp
from asn1crypto import ocsp as asn1_ocsp
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from hypothesis import given
from hypothesis import strategies as st

from signature_model.signed.cms import CmsSignature, UnreadableCms, read_cms, read_detached_cms
from signature_model.signed.stamped_octets import StampedOctets
from signature_model.signed.timestamps import Purpose, read_time_stamp
from tests.kits.authorities import SIGNED_AT, Holder, kari, organization, people, signed_data, stamper, time_stamp
from tests.kits.certificates import rsa_key

CONTENT = b"what is signed"
STAMPED = StampedOctets([CONTENT])
INFO = bytes(cms.ContentInfo.load(time_stamp(CONTENT))["content"]["encap_content_info"]["content"])


SOUND = [signed_data(kari(), CONTENT), time_stamp(CONTENT)]


def attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


@pytest.mark.parametrize("holder", [kari(), organization()], ids=["ECDSA", "RSA"])
def test_a_signature_is_verified_over_its_content(holder: Holder) -> None:
    attached = read_cms(signed_data(holder, CONTENT, named=holder))
    detached = signed_data(holder, CONTENT, is_detached=True)

    assert (attached.is_intact, attached.is_verified, attached.names_another) == (True, True, False)
    assert attached.content == CONTENT
    assert read_detached_cms(detached, CONTENT).is_intact is True
    assert read_detached_cms(detached, b"another").is_intact is False
    assert read_detached_cms(detached, None).is_intact is None
    assert read_detached_cms(detached, CONTENT).names_another is None


@pytest.mark.parametrize("content", [CONTENT, b"another", None])
def test_a_detached_signature_encloses_nothing(content: bytes | None) -> None:
    """Otherwise the signature of another document, with that document inside, would be one of this document."""
    with pytest.raises(UnreadableCms, match="it encloses content"):
        read_detached_cms(signed_data(kari(), CONTENT), content)


def test_a_time_without_a_zone_is_in_utc() -> None:
    extra = [attribute("signing_time", cms.Time.load(b"\x18\x0e20261120120000"))]
    claimed_at = read_cms(signed_data(kari(), CONTENT, extra=extra)).claimed_at
    assert claimed_at == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_length_of_a_structure_does_not_matter() -> None:
    """Contents of many lengths, so that some lengths end with the octet that stands for an indefinite one."""
    for size in range(110, 150):
        read = read_cms(signed_data(organization(), bytes(size)))
        assert (read.is_intact, read.is_verified) == (True, True)


def test_a_claimed_time_and_revocation_data_are_read() -> None:
    response, crl = people().response(kari()), people().crl()
    archival = pdf.RevocationInfoArchival({"crl": [asn1_crl(crl)], "ocsp": [asn1_ocsp.OCSPResponse.load(response)]})
    at = cms.Time({"utc_time": SIGNED_AT})
    extra = [attribute("signing_time", at), attribute("adobe_revocation_info_archival", archival)]
    read = read_cms(signed_data(kari(), CONTENT, extra=extra, crls=[crl]))

    assert read.claimed_at == SIGNED_AT
    assert (read.validation_data.crls, read.validation_data.responses) == ((crl,), (response,))


def asn1_crl(encoded: bytes) -> cms.CertificateList:
    return cms.CertificateList.load(encoded)


def test_an_older_attribute_names_the_certificate_by_sha_1() -> None:
    digest = hashlib.sha1(kari().der).digest()  # noqa: S324 - the attribute's
    for stated, names_another in ((digest, False), (bytes(20), True)):
        ess = tsp.SigningCertificate({"certs": [tsp.ESSCertID({"cert_hash": stated})]})
        assert read_cms(signed_data(kari(), CONTENT, extra=[attribute("signing_certificate", ess)])).names_another is (
            names_another
        )


def test_the_signer_may_be_named_by_a_key_identifier() -> None:
    identifier = cms.SignerIdentifier({"subject_key_identifier": b"unknown"})
    assert read_cms(signed_data(kari(), CONTENT, sid=identifier)).certificate is None


def test_without_signed_attributes_the_content_itself_is_signed() -> None:
    value = rsa_key("enterprise").sign(CONTENT, padding.PKCS1v15(), SHA256())
    plain = signed_data(organization(), CONTENT, signed_attrs=None, signature=value)
    read = read_cms(plain)
    assert (read.is_verified, read.is_intact, read.claimed_at) == (True, True, None)


@pytest.mark.parametrize("mask", ["sha256", "sha1"])
def test_the_mask_of_rsa_pss_may_have_another_digest(mask: str) -> None:
    digests = {"sha256": SHA256(), "sha1": SHA1()}  # noqa: S303 - the subject
    value = rsa_key("enterprise").sign(CONTENT, padding.PSS(padding.MGF1(digests[mask]), 32), SHA256())
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": mask}},
            "salt_length": 32,
        }
    )
    algorithm = {"algorithm": "rsassa_pss", "parameters": parameters}
    signed = signed_data(organization(), CONTENT, signed_attrs=None, signature=value, signature_algorithm=algorithm)
    assert read_cms(signed).is_verified is True


@pytest.mark.parametrize(
    ("fields", "verified", "intact"),
    [
        pytest.param({"signature": b"x"}, False, True, id="another value"),
        pytest.param({"digest_algorithm": algos.DigestAlgorithm({"algorithm": "md5"})}, True, None, id="an old digest"),
        pytest.param({"signature_algorithm": {"algorithm": "sha1_dsa"}}, None, True, id="an old scheme"),
        pytest.param({"signature_algorithm": {"algorithm": "sha256_rsa"}}, None, True, id="another kind of key"),
    ],
)
def test_what_cannot_be_verified_is_not_known(
    fields: dict[str, Any],
    verified: bool | None,  # noqa: FBT001 - cases
    intact: bool | None,  # noqa: FBT001
) -> None:
    read = read_cms(signed_data(kari(), CONTENT, **fields))
    assert (read.is_verified, read.is_intact) == (verified, intact)


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        pytest.param(b"", "not a readable CMS", id="nothing"),
        pytest.param(b"0\0", "not", id="an empty sequence"),
        pytest.param(cms.ContentInfo({"content_type": "data", "content": b""}).dump(), "not CMS SignedData", id="data"),
        pytest.param(signed_data(kari(), CONTENT, times=2), "2 signers", id="two signers"),
        pytest.param(signed_data(kari(), CONTENT)[:-9], "not a readable CMS", id="cut short"),
    ],
)
def test_what_is_no_signature_has_a_reason(encoded: bytes, reason: str) -> None:
    with pytest.raises(UnreadableCms, match=reason):
        read_cms(encoded)


@given(st.data())
def test_damaged_structures_are_read_or_refused(data: st.DataObject) -> None:
    encoded = bytearray(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(1, 4))):
        encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_cms(bytes(encoded)), CmsSignature)
    except UnreadableCms as error:
        assert str(error)  # noqa: PT017 - either is right
    assert read_time_stamp(bytes(encoded), STAMPED, Purpose.SIGNATURE, "").where == ""


@pytest.mark.parametrize(
    ("encoded", "fault"),
    [
        pytest.param(time_stamp(CONTENT), None, id="about the content"),
        pytest.param(time_stamp(CONTENT, by=kari()), None, id="by anybody"),
        pytest.param(time_stamp(b"else"), "it is a time-stamp of other content", id="about something else"),
        pytest.param(
            signed_data(stamper(), b"0\0", content_type="tst_info"), "it is not a readable time-stamp", id="empty"
        ),
        pytest.param(
            signed_data(stamper(), INFO, content_type="tst_info", stated=bytes(32)),
            "it was changed: the digest differs",
            id="changed",
        ),
    ],
)
def test_a_time_stamp_is_about_its_octets(encoded: bytes, fault: str | None) -> None:
    stamp = read_time_stamp(encoded, STAMPED, Purpose.ARCHIVE, "here")
    assert (stamp.fault, stamp.where, stamp.verifies) == (fault, "here", fault is None)


def test_a_time_stamp_with_an_unknown_digest_cannot_be_compared() -> None:
    stamp = read_time_stamp(time_stamp(CONTENT, imprint="md5"), STAMPED, Purpose.SIGNATURE, "")
    assert (stamp.is_checked, stamp.verifies, stamp.generated_at) == (False, False, SIGNED_AT)
