"""The files that pages use because an earlier page has created them, or because every reader has such files."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from signature_model import Availability, Credentials, Document, Lookup, PortalJob, Sector, Sender, Signer, build_bundle
from signature_model.signed import Sent
from signature_transports.emulator.web.certificate_folder import PASSWORD, CertificateFolder
from tests.kits.authorities import SIGNED_AT, anchors
from tests.kits.bundles import MANIFEST, edited, sealed, taken_apart
from tests.kits.certificates import MOMENT, pem
from tests.kits.jobs import KARI, a_pdf
from tests.kits.xades import xades

BUNDLES: Final = ("contract.asice", "archive/2030/117.asice", "archive/2030/118.asice", "archive/2031/1.asice")


def fill(folder: Path) -> None:
    """Write documents, the emulator's certificates, valid bundles, and one bundle that is open for too long."""
    for name in ("contract.pdf", "terms.pdf"):
        (folder / name).write_bytes(a_pdf())
    certificates = CertificateFolder(path=folder / "emulator")
    certificates.fill(MOMENT)
    credentials = Credentials.from_pkcs12(certificates.client, PASSWORD)
    bundle = build_bundle(_job(), credentials).content
    for each in BUNDLES:
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).write_bytes(bundle)
    (folder / "sent.asice").write_bytes(build_bundle(_job(), credentials, signing_time=SIGNED_AT).content)
    _sign(folder, Sent.from_bundle(bundle))
    members = taken_apart(bundle)
    too_long = edited(members[MANIFEST], "864000", "7862400")
    (folder / "long.asice").write_bytes(sealed(members | {MANIFEST: too_long}, by=credentials))


def _sign(folder: Path, sent: Sent) -> None:
    """Write a XAdES about what was sent, without revocation data and with them, and the trust anchors."""
    documents = {each.name: each.content or b"" for each in sent.documents or ()}
    (folder / "signed").mkdir()
    (folder / "kari.xml").write_bytes(xades(documents=documents, level="T"))
    (folder / "signed" / "kari.xml").write_bytes(xades(documents=documents))
    (folder / "people").mkdir()
    for number, anchor in enumerate(anchors()):
        (folder / "people" / f"{number}.pem").write_bytes(pem(anchor))


def _job() -> PortalJob:
    return PortalJob(
        title="Employment contract",
        nonsensitive_title="A contract",
        documents=[Document.from_bytes(a_pdf(), title="Contract")],
        signers=[
            Signer.by_national_id(KARI, notify=Lookup(sms=True), order=1),
            Signer.by_email("ola@example.com", order=2),
        ],
        sender=Sender("999999999", sector=Sector.PUBLIC, polling_queue="hr"),
        availability=Availability(available_for=timedelta(days=10)),
    )
