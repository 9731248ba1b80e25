"""Sealed PDF documents: a front page and the pages of the documents, every XAdES attached, one seal at the level LT.

The revocation data are inside the sealed revision, so that there is only one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.strategies.evidence.cms import TimeStamper, signed_data
from signature_model.strategies.evidence.people import SIGNED_AT, revocation_list, stamper
from signature_model.strategies.pdf_files import A4, dictionary, stream, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.strategies.evidence.people import Holder

_CATALOGUE, _TREE, _FIELD, _SEAL, _FIRST = 1, 2, 3, 4, 5
_ROOM: Final = 8_000
"""The number of bytes reserved for the signature."""
_EMPTY: Final = b"<" + b"0" * (2 * _ROOM) + b">"
_RANGE: Final = b"[0 1111111111 2222222222 3333333333]"
_LONGEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPlan:
    """The plan for a sealed PDF: who seals it, the number of pages, and the attached XAdES by name."""

    pages: int
    evidence: Mapping[str, bytes]
    by: Holder


def pades(plan: PdfPlan) -> bytes:
    """Return a sealed PDF."""
    objects: dict[int, bytes] = {}

    def added(body: bytes) -> str:
        objects[_FIRST + len(objects)] = body
        return f"{_FIRST + len(objects) - 1} 0 R"

    pages = [added(dictionary(Type="/Page", Parent=f"{_TREE} 0 R", MediaBox=A4)) for _ in range(plan.pages)]
    files = []
    for name, content in plan.evidence.items():
        embedded = added(stream(content, Type="/EmbeddedFile"))
        files.append(f"({name}) {added(dictionary(Type='/Filespec', F=f'({name})', EF=f'<</F {embedded}>>'))}")
    crl = added(stream(revocation_list()))
    objects[_CATALOGUE] = dictionary(
        Type="/Catalog",
        Pages=f"{_TREE} 0 R",
        AcroForm=f"<</Fields[{_FIELD} 0 R]/SigFlags 3>>",
        Perms=f"<</DocMDP {_SEAL} 0 R>>",
        Names=f"<</EmbeddedFiles<</Names[{' '.join(files)}]>>>>",
        DSS=f"<</Type/DSS/CRLs[{crl}]>>",
    )
    objects[_TREE] = dictionary(Type="/Pages", Count=len(pages), Kids=f"[{' '.join(pages)}]")
    objects[_FIELD] = dictionary(
        Type="/Annot", Subtype="/Widget", FT="/Sig", T="(Posten)", V=f"{_SEAL} 0 R", Rect="[0 0 0 0]", P=pages[0], F=132
    )
    objects[_SEAL] = dictionary(
        Type="/Sig",
        Filter="/Adobe.PPKLite",
        SubFilter="/ETSI.CAdES.detached",
        M=f"(D:{SIGNED_AT:%Y%m%d%H%M%S}Z)",
        Reference="[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]",
        ByteRange=_RANGE.decode(),
        Contents=_EMPTY.decode(),
    )
    return _sealed(written(b"%PDF-1.7\n", objects), plan.by)


def _sealed(content: bytes, by: Holder) -> bytes:
    """Fill in the byte range and the signature."""
    start = content.index(_EMPTY)
    end = start + len(_EMPTY)
    byte_range = b"[0 %d %d %d]" % (start, end, len(content) - end)
    content = content.replace(_RANGE, byte_range.ljust(len(_RANGE)))
    time_stamper = TimeStamper(by=stamper(), at=SIGNED_AT)
    signature = signed_data(by, content[:start] + content[end:], is_detached=True, time_stamper=time_stamper)
    return content[: start + 1] + signature.hex().encode().ljust(2 * _ROOM, b"0") + content[end - 1 :]
