"""The sender of all seeds: its certificates, its credentials and its job, the same in every process."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

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
from signature_model.strategies import authority
from signature_model.strategies.authority import MOMENT
from tests.kits.certificates import NUMBER
from tests.kits.pdfs import paper

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

KARI: Final = "01818000282"
"""A synthetic person."""


def certificates() -> tuple[Certificate, ...]:
    """The sender's certificate, its issuer's, and the root's."""
    return credentials().chain


def pem_of_certificates() -> bytes:
    """The certificates as PEM."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates())


def pem_of_key() -> bytes:
    """The key as PEM."""
    return authority.key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def credentials() -> Credentials:
    """The sender's credentials, the whole chain included."""
    return authority.credentials(NUMBER)


@cache
def contexts() -> tuple[Context, Context, Context]:
    """All that can be known about a public sender, all about a private one in production, and nothing."""
    return (
        authority.context(sector=Sector.PUBLIC),
        authority.context(sector=Sector.PRIVATE, environment=Environment.PRODUCTION),
        Context(),
    )


def context_for(content: bytes) -> Context:
    """One of them, always the same for the same content."""
    return contexts()[crc32(content) % len(contexts())]


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
