"""An emulator in the middle of its work: jobs of both flows in every state, for screenshots and for tests of pages."""

import io
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any

import pikepdf

from signature_model import Availability, DirectJob, DirectSigner, Document, ExitUrls, Lookup, PortalJob, Signer
from signature_model.api.http import Request
from signature_model.errors import NoAnswer
from signature_transports.emulator import Emulator
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, OLA
from tests.signature_transports.emulator.calls import an_emulator, clock_of, create, direct_job_of, job_of, poll

PORTAL, DIRECT, ENDED, WAITING, FAILED = 1, 2, 3, 4, 5
"""The numbers of the jobs: three groups in progress, a direct job, a complete job, one that opens later, a failed."""


def a_busy_emulator(root: str = "http://127.0.0.1/api") -> Emulator:
    """Return the emulator."""
    emulator = an_emulator(root=root, empty_queue_wait=timedelta(seconds=20))
    create(emulator, _three_groups(), "hr")
    create(emulator, _direct())
    create(
        emulator,
        _of(Signer.by_email("nina@example.com"), title="Confidentiality agreement", reference="2030-118"),
        "hr",
    )
    later = Availability(activation_time=emulator.clock.now() + timedelta(days=9), available_for=timedelta(days=5))
    create(
        emulator,
        _of(Signer.by_mobile("+4799999999"), title="Rent adjustment 2031", reference="unit 12", availability=later),
        "leases",
    )
    both = [Signer.by_contact_information(email=f"{each}@example.com", sms="+4791234567") for each in ("per", "eva")]
    create(
        emulator,
        _of(*both, title="Lease", reference="unit 14", availability=Availability(available_for=timedelta(days=1))),
        "leases",
    )
    clock_of(emulator).advance(3 * 3600)
    emulator.sign(PORTAL, 0)
    emulator.sign(ENDED, 0)
    clock_of(emulator).advance(5000)
    emulator.reject(FAILED, 1)
    clock_of(emulator).advance(86_400 + 1234)
    emulator.sign(PORTAL, 1)
    emulator.sign(DIRECT, 0)
    clock_of(emulator).advance(6 * 86_400)
    poll(emulator, "?polling_queue=hr")
    for _ in range(3):
        poll(emulator, "?polling_queue=empty")
    emulator.faults.add("poll", "503")
    emulator.faults.add("create", "drop-before")
    emulator.faults.add("create", "drop-after", times=None)
    poll(emulator)
    try:
        emulator.handle(Request(method="POST", url=f"{emulator.settings.root}/{NUMBER}/portal/signature-jobs"))
    except NoAnswer:
        emulator.faults.add("poll", "slow", times=2)
    return emulator


def _of(*signers: Signer, title: str, reference: str, **changes: Any) -> PortalJob:  # noqa: ANN401 - any field of the job
    documents = [Document.from_bytes(a_letter(title), title=title, href="a.pdf")]
    return job_of(*signers, documents=documents, title=title, nonsensitive_title=title, reference=reference, **changes)


def _three_groups() -> PortalJob:
    titles = ("Employment contract", "Annex A: duties")
    papers = [
        Document.from_bytes(a_letter(title), title=title, href=f"{number}.pdf") for number, title in enumerate(titles)
    ]
    papers.append(Document.from_bytes(b"A list", title="Price list", href="list.txt", mime="text/plain"))
    return job_of(
        Signer.by_national_id(KARI, notify=Lookup(sms=True), order=1),
        Signer.by_email("ola.nordmann@example.com", order=2),
        Signer.by_contact_information(email="eva@example.com", sms="+4798765432", order=2),
        Signer.by_national_id(OLA, notify=Lookup(), order=3),
        documents=papers,
        title="Employment contract for Kari Nordmann",
        reference="2030-117",
        nonsensitive_title="Employment contract",
        availability=Availability(available_for=timedelta(days=10)),
    )


def _direct() -> DirectJob:
    signers = [DirectSigner.by_national_id(KARI), DirectSigner.by_identifier("customer 4711")]
    job = direct_job_of(title="Loan agreement", exit_urls=ExitUrls.single("https://sender.example/back?case=4711"))
    papers = [Document.from_bytes(a_letter("Loan agreement"), title="Loan agreement", href="loan.pdf")]
    return replace(job, signers=signers, documents=papers)


def a_letter(title: str) -> bytes:
    """Return a PDF with a title and lines that look like text."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    lines = "".join(f"60 {y} {width} 6 re f " for y, width in zip(range(680, 120, -22), cycle((470, 450, 475, 300))))
    text = f"BT /F1 26 Tf 60 750 Td ({title}) Tj ET .75 g {lines} 0 g 60 90 180 1 re f"
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica-Bold")
    )
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(text.encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()
