"""Programs of others against ours: the official Java client, and DSS. ``make interop`` runs this.

The official client runs both flows against the emulator, and so do our own clients over each transport.
``validate-bundle`` validates the bundles of the official client, and DSS validates our seals and signatures. Each step
prints a line; the exit status is 1 if a step has failed. Without a JDK and Maven, only our own clients run.
"""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from signature_model import Document, PortalJob, Sector, Sender, Signer, build_bundle
from signature_transports.emulator.web.certificate_folder import CLIENT, CertificateFolder
from tests.bench.documents import a_pdf
from tests.interop import emulators, official_client, official_schemas, own_clients, programs, verdicts
from tests.interop.emulators import Party
from tests.interop.own_direct import a_direct_job
from tests.interop.programs import Program
from tests.interop.steps import Steps, report

TITLES: Final = ("Kjøpekontrakt for båt & brygge", "Vilkår", "Vilkår", "契約", "manifest")


def main() -> int:
    """Run all steps and return the exit status. The files are kept if a step has failed."""
    steps, folder = Steps(), Path(tempfile.mkdtemp(prefix="interop-"))
    if missing := programs.missing():
        play_ours(folder, steps)
        report(f"Skipped, because this machine lacks {' and '.join(missing)}: the official client, and DSS.")
    else:
        play_all(folder, steps)
    report(f"{steps.passed} steps passed, {steps.failed} failed.")
    if steps.failed:
        report(f"Logs, bundles and signatures: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def play_ours(folder: Path, steps: Steps) -> None:
    """Run the steps that need no Java."""
    report("Our own clients, over TLS")
    with emulators.command(certificates(folder)) as party:
        own_clients.play(party, steps)


def play_all(folder: Path, steps: Steps) -> None:
    """Run all steps."""
    report("The programs")
    client = built("client", official_client.MAIN, folder, steps)
    witness = built("dss", verdicts.MAIN, folder, steps)
    if client is None or witness is None:
        return
    (folder / "contract.pdf").write_bytes(a_pdf(600_000))
    (folder / "terms.pdf").write_bytes(a_pdf(20_000))
    CertificateFolder(path=folder / "others").fill(datetime.now(UTC))
    with emulators.command(certificates(folder)) as party:
        report("The official client")
        official_client.play(client, party, folder, steps)
        official_client.play_strangers(client, party, folder, steps)
        report("Our own clients, over TLS")
        answers = own_clients.play(party, steps)
    report("The official client, as a broker")
    with emulators.with_broker(certificates(folder)) as party:
        official_client.play_broker(client, party, folder, steps)
    report("The bundles of the official client")
    official_client.judge_bundles(party, folder, steps)
    ours = our_bundles(party, folder)
    report("Our responses and bundles against the official schema")
    schema = official_schemas.unpacked(client, folder)
    official_schemas.judge_answers(schema, answers, steps)
    official_schemas.judge_bundles(schema, ours, steps)
    report("Our bundles and the emulator's signatures in DSS")
    with steps.step("everything was there to be judged"):
        verdicts.judge(witness, party, folder, ours, steps)


def our_bundles(party: Party, folder: Path) -> dict[Path, int]:
    """Return our bundles and the number of their documents."""
    bundles = {}
    for count in (1, len(TITLES)):
        job = PortalJob(
            title="Kjøp av båt & brygge",
            nonsensitive_title="En kontrakt",
            documents=[Document.from_bytes(a_pdf(20_000 + index), title=TITLES[index]) for index in range(count)],
            signers=[Signer.by_email("per@example.com")],
            sender=Sender(CLIENT, sector=Sector.PUBLIC),
        )
        path = folder / f"ours-{count}.asice"
        path.write_bytes(build_bundle(job, party.credentials).content)
        bundles[path] = count
    path = folder / "ours-direct.asice"
    path.write_bytes(build_bundle(a_direct_job(), party.credentials).content)
    return bundles | {path: 1}


def certificates(folder: Path) -> CertificateFolder:
    """Return the certificates of both sides."""
    return CertificateFolder(path=folder / "certificates")


def built(name: str, main: str, folder: Path, steps: Steps) -> Program | None:
    """Return a program, or None if Maven cannot build it."""
    with steps.step(f"Maven builds the program `{name}`, of what it has or fetches from Maven Central"):
        return programs.built(name, main, folder)
    return None


if __name__ == "__main__":
    sys.exit(main())
