"""The sender of all seeds: its key, its certificates, its credentials and its job, the same in every process.

The key is drawn from a seed that everybody can read, and protects nothing.
"""

from __future__ import annotations

import math
from datetime import timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from signature_model import (
    Availability,
    Context,
    Credentials,
    Document,
    Environment,
    Lookup,
    PortalJob,
    Sector,
    Sender,
    Signer,
    build_bundle,
)
from tests.signature_model.authority import (
    AUTHORITY,
    ISSUING,
    MOMENT,
    NUMBER,
    SIGNING,
    SINCE,
    UNTIL,
    issuer_name,
    seid2,
)
from tests.signature_model.papers import paper

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KARI: Final = "01818000282"
"""A synthetic person."""

_EXPONENT: Final = 65537
_PRIME_BITS: Final = 1024
_SMALL_PRIMES: Final = math.prod(
    each for each in range(3, 5_000, 2) if all(each % below for below in range(3, math.isqrt(each) + 1, 2))
)


@cache
def key() -> RSAPrivateKey:
    """The sender's key, which is that of its issuers too."""
    random = Random(984661185)  # noqa: S311 - the same in every process is what is wanted
    p, q = _prime(random), _prime(random)
    d = pow(_EXPONENT, -1, math.lcm(p - 1, q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


@cache
def certificates() -> tuple[x509.Certificate, ...]:
    """The sender's certificate, its issuer's, and the root's."""
    root, issuing = issuer_name("Fuzz Root CA"), issuer_name("Fuzz Class 3 CA")
    return (
        _certificate(3, seid2(NUMBER), issuing, (SIGNING,)),
        _certificate(2, issuing, root, (AUTHORITY, ISSUING)),
        _certificate(1, root, root, (AUTHORITY, ISSUING)),
    )


def pem_of_certificates() -> bytes:
    """The certificates as PEM."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates())


def pem_of_key() -> bytes:
    """The key as PEM."""
    return key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def credentials() -> Credentials:
    """The sender's credentials, the whole chain included."""
    return Credentials.from_pem(pem_of_certificates(), pem_of_key())


@cache
def contexts() -> tuple[Context, Context]:
    """All that can be known about the sender and the moment, and nothing of it."""
    known = Context(sector=Sector.PUBLIC, environment=Environment.TEST, now=MOMENT, trust_anchors=(certificates()[-1],))
    return known, Context()


@cache
def a_job() -> PortalJob:
    """A small job with nothing to be said about it."""
    return PortalJob(
        title="Employment contract",
        nonsensitive_title="A contract",
        description="Please sign by Friday.",
        documents=[
            Document.from_bytes(paper(), title="Contract", href="contract.pdf"),
            Document.from_bytes(b"Read this first.\n", title="Note", href="note.txt", mime="text/plain"),
        ],
        signers=[
            Signer.by_national_id(KARI, notify=Lookup(sms=True), order=1),
            Signer.by_email("ola@example.com", order=2),
        ],
        sender=Sender(NUMBER, sector=Sector.PUBLIC, polling_queue="hr"),
        availability=Availability(activation_time=MOMENT, available_for=timedelta(days=10)),
    )


@cache
def a_bundle() -> bytes:
    """The job as a sealed bundle."""
    return build_bundle(a_job(), credentials(), signing_time=MOMENT).content


def _certificate(
    number: int, subject: x509.Name, issuer: x509.Name, extensions: tuple[x509.ExtensionType, ...]
) -> x509.Certificate:
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key().public_key(),
        serial_number=number,
        not_valid_before=SINCE,
        not_valid_after=UNTIL,
    )
    for each in extensions:
        builder = builder.add_extension(each, critical=True)
    return builder.sign(key(), SHA256())


def _prime(random: Random) -> int:
    # Fermat's test to one base: what passes it by chance is rarer than a fault of the machine.
    while True:
        number = random.getrandbits(_PRIME_BITS) | 3 << (_PRIME_BITS - 2) | 1
        is_possible = math.gcd(number, _SMALL_PRIMES) == 1 and (number - 1) % _EXPONENT
        if is_possible and pow(2, number - 1, number) == 1:
            return number
