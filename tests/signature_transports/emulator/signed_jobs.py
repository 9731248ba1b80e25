"""Jobs that have been signed, and readers of their signed documents."""

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import pikepdf

from signature_model import Document, Lookup, Sector, Signer
from signature_transports.clocks import START
from signature_transports.emulator.jobs.job import SignedJob
from tests.kits.jobs import KARI, OLA, a_job, a_pdf

PEOPLE: Final = (
    Signer.by_national_id(KARI, notify=Lookup()),
    Signer.by_national_id(OLA, notify=Lookup()),
    Signer.by_email("per@example.com"),
)


def a_signed_job(
    *places: int,
    documents: Mapping[str, bytes] | None = None,
    mime: str = "application/pdf",
    sector: Sector = Sector.PUBLIC,
    people: Sequence[Signer] = PEOPLE,
) -> SignedJob:
    """Return a job that these signers have signed, one minute after the other."""
    given = documents or {"contract.pdf": a_pdf()}
    held = [Document(title=f"About {name}", href=name, content=content, mime=mime) for name, content in given.items()]
    signed = tuple((place, START + timedelta(minutes=number)) for number, place in enumerate(places))
    return SignedJob(id=7, content=a_job(signers=people, documents=held), signed=signed, sector=sector)


def text_of(content: bytes, page: int = 0) -> str:
    """Return the content of a page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf.pages[page].Contents.read_bytes().decode("cp1252")


def shown_signatures(content: bytes, page: int = 0) -> list[str]:
    """Return what the signatures on a page show, in the order of signing."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = list(pdf.pages[page].get("/Annots", pikepdf.Array()))
        return [each.AP.N.read_bytes().decode("cp1252") for each in fields]
