"""SEID-SDO like those that BankID made until 2026, with one thing changed if a test asks for it.

``sdo()`` has one signature by Kari, with an OCSP response, the document, and the seal of an organisation. Kari's key is
an RSA key, and her ``DigestInfo`` has no NULL, as in real ones.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Final

from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.kits.authorities import NON_REPUDIATION, QUALIFIED, SIGNED_AT, Holder, organization, person, signed_data
from tests.kits.certificates import rsa_key
from tests.kits.xades import PAPER

NAMESPACES: Final = (
    'xmlns="http://www.npt.no/seid/xmlskjema/SDO_v1.0" xmlns:XAdES="http://uri.etsi.org/01903/v1.2.2#"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
)
WITHOUT_NULL: Final = bytes.fromhex("302f300b06096086480165030402010420")


@cache
def customer(number: str | None = None) -> Holder:
    """Return Kari with an RSA key, and with a number of her bank only."""
    extensions = () if number is not None else (NON_REPUDIATION, QUALIFIED)
    return person("Nordmann, Kari", number, *extensions, own_key=rsa_key("enterprise"))


def without_null(content: bytes, own_key: object) -> bytes:
    """Sign as BankID does: RSA with a ``DigestInfo`` without parameters."""
    assert isinstance(own_key, rsa.RSAPrivateKey)
    numbers = own_key.private_numbers()
    size = own_key.key_size // 8
    info = WITHOUT_NULL + sha256(content).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    value = int.from_bytes(padded)
    by_p, by_q = pow(value, numbers.dmp1, numbers.p), pow(value, numbers.dmq1, numbers.q)  # four times as fast as by n
    return (by_q + (by_p - by_q) * numbers.iqmp % numbers.p * numbers.q).to_bytes(size)


def detached(holder: Holder, content: bytes, *, is_strict: bool = False, **changes: object) -> bytes:
    """Return a detached signature with a signing time, and without the attribute that names the certificate."""
    time = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": SIGNED_AT})]})
    signed = signed_data(holder, content, is_detached=True, extra=[time], **changes)  # type: ignore[arg-type]
    if is_strict:
        return signed
    signer = cms.ContentInfo.load(signed)["content"]["signer_infos"][0]
    value = signer["signature"].native
    octets = b"\x31" + signer["signed_attrs"].dump()[1:]
    return signed.replace(value, without_null(octets, holder.key))


def element(signature: bytes, about: bytes, responses: Sequence[bytes] = ()) -> str:
    """Return a ``CMSSignatureElement``."""
    values = "".join(
        f"<XAdES:EncapsulatedOCSPValue>{_base64(each)}</XAdES:EncapsulatedOCSPValue>" for each in responses
    )
    return (
        "<CMSSignatureElement><SDOProfile>SEID-SDO-Basic-V</SDOProfile><HashedData>"
        f'<ds:DigestMethod Algorithm="SHA-256"/><ds:DigestValue>{_base64(sha256(about).digest())}</ds:DigestValue>'
        f"</HashedData><CMSSignature>\n{_base64(signature)}\n</CMSSignature><UserCertificateAndRevocationData>"
        f"<RevocationValues><XAdES:OCSPValues>{values}</XAdES:OCSPValues></RevocationValues>"
        "</UserCertificateAndRevocationData></CMSSignatureElement>"
    )


def sdo(  # noqa: PLR0913 - what tests change
    document: bytes = PAPER,
    *,
    by: Sequence[Holder] | None = None,
    enclosed: bytes | None = None,
    has_document: bool = True,
    has_seal: bool = True,
    signature: Callable[[Holder, bytes], bytes] = detached,
    before: Callable[[str], str] = str,
    after: Callable[[str], str] = str,
) -> bytes:
    """Return an SDO; ``before`` changes its part with signatures before that is sealed, ``after`` the whole text."""
    holders = [customer()] if by is None else by
    signatures = "".join(
        f"<SignatureElement>{element(signature(each, document), document, [each.issuer.response(each)])}"
        "</SignatureElement>\n"
        for each in holders
    )
    part = before(f"<SDODataPart>\n{signatures}</SDODataPart>")
    packer = organization()
    sealed = element(detached(packer, part.encode(), is_strict=True), part.encode(), [packer.issuer.response(packer)])
    seal = f"<SDOSeal><SDOSignature>{sealed}</SDOSignature></SDOSeal>" if has_seal else ""
    shown = f"<SignersDocument>{_base64(enclosed or document)}</SignersDocument>" if has_document else ""
    return after(
        f"<SDOList {NAMESPACES}><SDO><SEIDSDOVersion>1.0</SEIDSDOVersion>{part}{seal}"
        f"<SignedObject>{shown}</SignedObject></SDO></SDOList>"
    ).encode()


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
