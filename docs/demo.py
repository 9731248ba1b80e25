"""A signature job becomes a sealed bundle and is judged; then three things go wrong. Run by ``make demo``.

Everything is made here and now: a throw-away certificate chain, a PDF, synthetic people. What is written goes to the
folder ``demo``.
"""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from signature_model import (
    Availability,
    Credentials,
    Document,
    IdentifierInSignedDocuments,
    JobRefused,
    Lookup,
    Notifications,
    OnBehalfOf,
    PortalJob,
    Sector,
    Sender,
    SignatureType,
    Signer,
    build_bundle,
)

FOLDER = Path("demo")
ORGANIZATION = "999999999"
PASSWORD = "secret"  # noqa: S105 - of a key that is worth nothing
ORGANIZATION_IDENTIFIER = x509.ObjectIdentifier("2.5.4.97")


def main() -> None:
    """Play the whole story."""
    FOLDER.mkdir(exist_ok=True)
    bundle, anchors = FOLDER / "contract.asice", FOLDER / "trust-anchor.pem"

    say("1. A throw-away certificate chain and a PDF")
    container = throw_away_container()
    (FOLDER / "enterprise.p12").write_bytes(container)
    credentials = Credentials.from_pkcs12(container, PASSWORD)
    anchors.write_bytes(credentials.chain[-1].public_bytes(Encoding.PEM))
    (FOLDER / "contract.pdf").write_bytes(a_page("Employment contract"))
    job = contract(Document.from_path(FOLDER / "contract.pdf", title="Contract"))
    print(f"   {credentials!r}\n   key store: {FOLDER / 'enterprise.p12'} (password {PASSWORD!r})")
    print(f"   trust anchor: {anchors}")

    say("2. A job with four signers in three groups, sealed into a bundle")
    built = build_bundle(job, credentials)
    bundle.write_bytes(built.content)
    print(f"   {built!r} -> {bundle}")

    say("3. Judged as the service would, offline: clean")
    validate("-v", "--sector", "public", "--environment", "test", "--now", "now", "--trust", anchors, bundle)

    say("4. A job that is open for 91 days is not built at all")
    try:
        build_bundle(replace(job, availability=Availability(available_for=timedelta(days=91))), credentials)
    except JobRefused as refused:
        print(f"   JobRefused: {refused.message}")
        for finding in refused.report.findings:
            print(f"   {finding}\n       {finding.hint}")

    say("5. A document exchanged after sealing")
    exchanged = FOLDER / "exchanged.asice"
    exchanged.write_bytes(with_other_document(built.content, a_page("Quite another contract")))
    validate("--sector", "public", exchanged)

    say("6. The sound bundle again, but sent by a private organisation")
    validate("--sector", "private", bundle)

    print(f"\nThe bundles are in {FOLDER.resolve()}.")
    print("Next: .venv/bin/validate-bundle --help, or --explain PSR401.")


def contract(document: Document) -> PortalJob:
    """A job of the kind that the service's guide describes, for a public sender; its people are synthetic."""
    return PortalJob(
        title="Employment contract for Kari Nordmann",
        nonsensitive_title="An employment contract",
        description="Please read and sign within ten days.",
        documents=[document],
        signers=[
            Signer.by_national_id(
                "01818000282",
                notify=Notifications(email="manager@example.com", sms="+4799999999"),
                signature_type=SignatureType.ADVANCED,
                on_behalf_of=OnBehalfOf.OTHER,
                order=1,
            ),
            Signer.by_national_id("02817500288", notify=Lookup(), order=2),
            Signer.by_national_id("03867700128", notify=Lookup(sms=True), order=2),
            Signer.by_national_id("04899000167", notify=Lookup(), order=3),
        ],
        sender=Sender(ORGANIZATION, sector=Sector.PUBLIC, polling_queue="hr"),
        availability=Availability(available_for=timedelta(days=10)),
        identifier_in_signed_documents=IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME,
        reference="HR-2030-1",
    )


def a_page(text: str) -> bytes:
    """A PDF of one A4 page that bears a line of text."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595.276, 841.890))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def throw_away_container() -> bytes:
    """A key store: an enterprise certificate as it is issued today (SEID 2), its issuer and the root."""
    keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3)]
    root, issuer = a_name("Demo Root CA", "Demo CA AS"), a_name("Demo Enterprise CA", "Demo CA AS")
    enterprise = a_name("Demo Kommune", "Demo Kommune", ORGANIZATION)
    leaf = certificate(enterprise, keys[2], issuer, keys[1], is_authority=False)
    issuers = [
        certificate(issuer, keys[1], root, keys[0], is_authority=True),
        certificate(root, keys[0], root, keys[0], is_authority=True),
    ]
    return pkcs12.serialize_key_and_certificates(
        b"demo", keys[2], leaf, issuers, BestAvailableEncryption(PASSWORD.encode())
    )


def a_name(common_name: str, organization: str, number: str | None = None) -> x509.Name:
    """A distinguished name, with the organisation number where there is one."""
    oid = x509.oid.NameOID
    pairs = [(oid.COUNTRY_NAME, "NO"), (oid.ORGANIZATION_NAME, organization), (oid.COMMON_NAME, common_name)]
    if number is not None:
        pairs.append((ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in pairs])


def certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    """A certificate that is valid from yesterday for a year."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    usage = dict.fromkeys(
        ("content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(yesterday)
        .not_valid_after(yesterday + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                key_encipherment=not is_authority,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                **usage,
            ),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def with_other_document(bundle: bytes, document: bytes) -> bytes:
    """The bundle with its document exchanged, as somebody could do it who has no key."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, document if name.endswith(".pdf") else old.read(name))
    return written.getvalue()


def validate(*arguments: str | Path) -> None:
    """Run the command as anybody would, and show how."""
    words = [str(each) for each in arguments]
    print(f"   $ validate-bundle {shlex.join(words)}")
    run = subprocess.run(  # noqa: S603 - our own command, our own words
        [sys.executable, "-m", "signature_model", *words], capture_output=True, text=True, check=False
    )
    for line in (run.stdout + run.stderr).splitlines():
        print(f"   {line}")
    print(f"   (exit status {run.returncode})")


def say(text: str) -> None:
    """Begin a chapter."""
    print(f"\n{text}")


if __name__ == "__main__":
    main()
