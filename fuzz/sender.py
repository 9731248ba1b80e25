"""The sender of all seeds: certificates, credentials and a job, identical in every process."""

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
    DirectJob,
    DirectSigner,
    Document,
    Environment,
    ExitUrls,
    IdentifierInSignedDocuments,
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
    """Return the certificates of the sender, its issuer and the root."""
    return credentials().chain


def pem_of_certificates() -> bytes:
    """Return the certificates as PEM."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates())


def pem_of_key() -> bytes:
    """Return the key as PEM."""
    return authority.key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def credentials() -> Credentials:
    """Return the sender's credentials with the complete chain."""
    return authority.credentials(NUMBER)


@cache
def contexts() -> tuple[Context, Context, Context]:
    """Return three contexts: a public sender, a private sender in production, and an empty one."""
    return (
        authority.context(sector=Sector.PUBLIC),
        authority.context(sector=Sector.PRIVATE, environment=Environment.PRODUCTION),
        Context(),
    )


def context_for(content: bytes) -> Context:
    """Choose a context; the same content always gets the same one."""
    return contexts()[crc32(content) % len(contexts())]


@cache
def a_job() -> PortalJob:
    """Return a small job without findings."""
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
def a_direct_job() -> DirectJob:
    """Return a small job of the direct flow without findings."""
    return DirectJob(
        title="Employment contract",
        documents=a_job().documents,
        signers=[DirectSigner.by_national_id(KARI), DirectSigner.by_identifier("customer 17")],
        sender=a_job().sender,
        exit_urls=ExitUrls.single("https://sender.example/signed"),
        identifier_in_signed_documents=IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME,
    )


@cache
def a_bundle() -> bytes:
    """Return the job as a sealed bundle."""
    return build_bundle(a_job(), credentials(), signing_time=MOMENT).content
