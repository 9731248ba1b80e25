"""PSR80x and PSR81x: the cryptography of a signature. Facts: one evaluated signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from signature_model.credentials.certificates import UNREADABLE
from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Graded, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.x509 import Certificate

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.signatures import EvaluatedSignature

_BROKEN: Final = ("md5", "md2", "hmac", "none", "dsa-sha1")
_OLD: Final = "sha1"
_SHORTEST_RSA: Final = 2048
_BROKEN_RSA: Final = 1024
"""Keys of 829 bits were broken in public in 2020, and keys of 512 bits are broken within hours."""


@rule(
    "PSR805",
    Severity.ERROR,
    source="ETSI EN 319 102-1, HASH_FAILURE",
    hint="download the file again; compare the documents",
)
def signed_content_changed(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """Signed content must not change after signing.

    A signature has a digest of everything that it covers. A digest that differs means that the document, the signed
    properties or the file itself was changed after signing, or that this is another document.
    """
    yield from signature.read.changed


@rule("PSR806", Severity.ERROR, source="ETSI EN 319 102-1, SIG_CRYPTO_FAILURE", hint="download the file again")
def signature_value_invalid(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """The signature value must verify with the certificate in the signature.

    Otherwise another key made the signature, or the signed part was changed. If a digest differs as well, only the
    digest is reported (PSR805).
    """
    read = signature.read
    if read.is_verified is False and not read.changed:
        yield read.where, "the signature does not verify with its certificate"
    elif read.certificate is None and not read.changed:
        yield read.where, "the signature contains no certificate, so it cannot be verified"
    elif read.is_verified is None and not read.changed and not any(map(_is_broken, read.algorithms)):
        yield read.where, "the signature cannot be verified: its algorithm or its kind of key is not supported"


@rule("PSR807", Severity.ERROR, source="XAdES", hint="do not rely on anything in this file")
def signature_wrapped(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """The signature must cover everything that a program reads.

    Attacks that wrap a signature around other content use a second set of signed properties, an Id that occurs twice,
    or an object that the signature does not cover. Unsigned text beside the signature, in an unknown element, is a
    warning, and so is another holder or key in KeyInfo.
    """
    yield from signature.read.wrapped
    yield from ((where, Graded(message, Severity.WARNING)) for where, message in signature.read.beside)


@rule(
    "PSR808",
    Severity.ERROR,
    source="ETSI EN 319 132-1, EN 319 122-1",
    hint="do not rely on the name in the certificate",
)
def signing_certificate_differs(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """The signed properties must name the certificate that the signature verifies with.

    Otherwise the certificate could have been replaced with another one for the same key. In XAdES this is
    `SigningCertificate` or `SigningCertificateV2`, in CMS the attribute `signing-certificate`.
    """
    read = signature.read
    if read.names_another is not None and read.is_intact:
        yield read.where, read.names_another


@rule("PSR811", Severity.ERROR, source="ETSI TS 119 312", hint="ask for evidence with stronger algorithms")
def weak_algorithm(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A signature must not rest on a broken algorithm, and should not rest on an old one.

    MD5, HMAC, signatures without a key and RSA keys with less than 1,024 bits prove nothing: that is an error. SHA-1
    and RSA keys with less than 2,048 bits are a warning: signatures of their time may still be good evidence.
    """
    read = signature.read
    algorithms = (*read.algorithms, *(name for stamp in read.stamps for name in stamp.algorithms))
    for each in dict.fromkeys(algorithms):
        if _is_broken(each):
            yield read.where, f"the algorithm {quoted(each)} is broken"
        elif _OLD in each.casefold():
            yield read.where, Graded(f"the algorithm {quoted(each)} is no longer recommended", Severity.WARNING)
    keys = [(read.where, read.certificate), *((stamp.where, stamp.certificate) for stamp in read.stamps)]
    for where, certificate in keys:
        size = _rsa_size(certificate)
        if size is not None and size < _BROKEN_RSA:
            yield (
                where,
                f"the RSA key has {size:,} bits; the minimum is {_BROKEN_RSA:,}, because shorter keys can be broken",
            )
        elif size is not None and size < _SHORTEST_RSA:
            message = f"the RSA key has {size:,} bits; at least {_SHORTEST_RSA:,} are recommended"
            yield where, Graded(message, Severity.WARNING)


@rule("PSR812", Severity.ERROR, source="XAdES", hint="do not rely on this file: it refers to content that is not in it")
def outward_reference(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A signature must completely cover content in the file, or documents beside it.

    References to the network or to other folders, and transforms that select a part of the content (XPath, XSLT), are
    not followed.
    """
    yield from signature.read.outward


def _is_broken(algorithm: str) -> bool:
    name = algorithm.casefold().rpartition("#")[2]
    return any(each in name for each in _BROKEN)


def _rsa_size(certificate: Certificate | None) -> int | None:
    try:
        key = None if certificate is None else certificate.public_key()
    except UNREADABLE:
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else None
