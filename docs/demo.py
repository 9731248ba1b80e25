"""A demonstration: build and validate a bundle, see three mistakes, then send the job, sign it and fetch the result.

``make demo`` runs it. It makes everything that it needs: test certificates, a PDF, synthetic people, and an emulator of
the service on this machine. It writes to the folder ``demo``.
"""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from signature_model import (
    Availability,
    Credentials,
    Document,
    IdentifierInSignedDocuments,
    JobRefused,
    JobStatus,
    Lookup,
    Notifications,
    OnBehalfOf,
    PortalJob,
    Sector,
    Sender,
    SignatureType,
    Signer,
    build_bundle,
    load_certificates,
)
from signature_transports import connect
from signature_transports.clocks import RealClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.emulator.web.server import Server, server_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model import Bundle, PortalClient, StatusChange

FOLDER = Path("demo")
QUEUE = "hr"


def main() -> None:
    """Run all chapters."""
    FOLDER.mkdir(exist_ok=True)
    bundle, certificates = FOLDER / "contract.asice", CertificateFolder(path=FOLDER / "certificates")

    say("1. Make test certificates and a PDF")
    certificates.fill(datetime.now(UTC))
    credentials = Credentials.from_pkcs12(certificates.client, PASSWORD)
    (FOLDER / "contract.pdf").write_bytes(a_page("Employment contract"))
    job = contract(Document.from_path(FOLDER / "contract.pdf", title="Contract"))
    print(f"   {credentials!r}\n   key store: {certificates.client} (password {PASSWORD!r})")
    print(f"   trust anchor: {certificates.anchor}")

    say("2. Build a sealed bundle of a job with four signers in three groups")
    built = build_bundle(job, credentials)
    bundle.write_bytes(built.content)
    print(f"   {built!r} -> {bundle}")

    say("3. Validate it as the service would, without a connection: it is valid")
    trust = ("--trust", certificates.anchors)
    validate("-v", "--sector", "public", "--environment", "test", "--now", "now", *trust, bundle)

    show_faults(built, job, credentials)
    clock = RealClock()
    with emulated(certificates, clock) as (emulator, client):
        say(f"7. Send the job over mutual TLS to an emulator on this machine, {emulator.settings.root}")
        send_and_follow(client, emulator, clock, job)

    print(f"\nThe bundles and the signed document are in {FOLDER.resolve()}.")
    commands = Path(sys.executable).parent
    print(f"Try next: {commands}/validate-bundle --help, or {commands}/signering emulator")


def show_faults(built: Bundle, job: PortalJob, credentials: Credentials) -> None:
    """Show three mistakes that are found before anything is sent."""
    say("4. Try to build a job that is open for 91 days")
    try:
        build_bundle(replace(job, availability=Availability(available_for=timedelta(days=91))), credentials)
    except JobRefused as refused:
        print(f"   JobRefused: {refused.message}")
        for finding in refused.report.findings:
            print(f"   {finding}\n       {finding.hint}")

    say("5. Replace a document after sealing")
    replaced = FOLDER / "replaced.asice"
    replaced.write_bytes(with_other_document(built.content, a_page("Another contract")))
    validate("--sector", "public", replaced)

    say("6. Validate the first bundle for a private organisation")
    validate("--sector", "private", FOLDER / "contract.asice")


@contextmanager
def emulated(certificates: CertificateFolder, clock: RealClock) -> Iterator[tuple[Emulator, PortalClient]]:
    """Run an emulator of the service on this machine, and yield it with a client."""
    anchors = load_certificates(certificates.anchor.read_bytes())
    with Server(tls=server_context(certificates)) as server:
        root = f"{server.url}/api"
        settings = Settings(root=root, trust_anchors=anchors, empty_queue_wait=timedelta())
        emulator = Emulator(settings, clock=clock)
        server.start(emulator.handle)
        with connect(root, credentials=certificates.client, password=PASSWORD, trust=anchors) as service:
            yield emulator, service.portal


def send_and_follow(client: PortalClient, emulator: Emulator, clock: RealClock, job: PortalJob) -> None:
    """Create the job, let the signers sign group by group, fetch the result and delete it."""
    print(f"   ping: {client.ping().strip()}")
    number = client.create(job).signature_job_id
    print(f"   created: job {number}")
    *_, last = [signed_by(client, emulator, number, place, signer) for place, signer in enumerate(job.signers)]
    fetch_and_delete(client, emulator, clock, last)


def signed_by(client: PortalClient, emulator: Emulator, number: int, place: int, signer: Signer) -> StatusChange:
    """Let a signer sign. Return the status change, which is confirmed unless it is the last."""
    emulator.sign(number, place)
    change = polled(client)
    signature = change.signature_of(signer)
    print(f"   signer {place + 1}, in group {signer.order}: {signature and signature.status}; job: {change.status}")
    if change.known_status is JobStatus.IN_PROGRESS:
        client.confirm(change)
    return change


def fetch_and_delete(client: PortalClient, emulator: Emulator, clock: RealClock, change: StatusChange) -> None:
    """Fetch the signed documents, delete them, and confirm the last change, with which the service deletes the job."""
    with (FOLDER / "signed.pdf").open("wb") as file:
        size = client.save_pades(change, file)
    xades = sum(len(client.xades(each)) for each in change.signatures)
    print(f"   fetched: PAdES, {size:,} bytes -> {FOLDER / 'signed.pdf'}; XAdES of each signer, {xades:,} bytes")
    clock.advance(timedelta(hours=24).total_seconds())
    change = polled(client)
    print("   a day later, the unconfirmed change is delivered again, and the documents can be deleted")
    client.delete_documents(change)
    client.confirm(change)
    print(f"   deleted and confirmed: the service holds {len(emulator.jobs())} jobs")


def polled(client: PortalClient) -> StatusChange:
    """Return the next status change."""
    change = client.poll(polling_queue=QUEUE).change
    if change is None:
        msg = "there is no status change"
        raise SystemExit(msg)
    return change


def contract(document: Document) -> PortalJob:
    """Return a job of a public sender with synthetic people."""
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
        sender=Sender(CLIENT, sector=Sector.PUBLIC, polling_queue=QUEUE),
        availability=Availability(available_for=timedelta(days=10)),
        identifier_in_signed_documents=IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME,
        reference="HR-2030-1",
    )


def a_page(text: str) -> bytes:
    """Return a PDF of one A4 page with a line of text."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595.276, 841.890))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def with_other_document(bundle: bytes, document: bytes) -> bytes:
    """Return the bundle with another document, which needs no key."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, document if name.endswith(".pdf") else old.read(name))
    return written.getvalue()


def validate(*arguments: str | Path) -> None:
    """Run ``validate-bundle`` and print its output."""
    words = [str(each) for each in arguments]
    print(f"   $ validate-bundle {shlex.join(words)}")
    run = subprocess.run(  # noqa: S603 - our own command, our own words
        [sys.executable, "-m", "signature_model", *words], capture_output=True, text=True, check=False
    )
    for line in (run.stdout + run.stderr).splitlines():
        print(f"   {line}")
    print(f"   (exit status {run.returncode})")


def say(text: str) -> None:
    """Print the title of a chapter."""
    print(f"\n{text}")


if __name__ == "__main__":
    main()
