"""Updates of sealed PDF documents: what a writer changes, and which change is found."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signature_model.signed.pades.updates.changes import Updates
from tests.kits.pades import pades

Change = Callable[[IncrementalPdfFileWriter], None]
POINT = [0, 0, 0, 0]


def value(plain: Any) -> generic.PdfObject:  # noqa: ANN401, PLR0911 - a case for each kind
    """A value of a PDF: a text that begins with a slash is a name, bytes are a text."""
    match plain:
        case generic.PdfObject():
            return plain
        case bool():
            return generic.BooleanObject(plain)  # type: ignore[no-untyped-call]
        case int():
            return generic.NumberObject(plain)  # type: ignore[no-untyped-call]
        case str():
            return pdf_name(plain)
        case list():
            return generic.ArrayObject(map(value, plain))
        case dict():
            return generic.DictionaryObject({pdf_name(key): value(each) for key, each in plain.items()})  # type: ignore[no-untyped-call]
        case _:
            return generic.TextStringObject(plain.decode())


def stream(data: bytes = b"", **entries: Any) -> generic.StreamObject:  # noqa: ANN401
    return generic.StreamObject({pdf_name(f"/{key}"): value(each) for key, each in entries.items()}, stream_data=data)


def changes(content: bytes, *, sealed: int = 1, allows_signatures: bool = False) -> list[str]:
    """What the revisions behind the sealed one change."""
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    end = content.index(b"%%EOF", reader.xrefs.get_xref_container_info(sealed).end_location) + len(b"%%EOF")
    updates = Updates.behind(reader, sealed, content[:end], allows_signatures=allows_signatures)
    found = (updates.maybe_change(each) for each in range(sealed + 1, reader.xrefs.total_revisions))
    return [each for each in found if each is not None]


@cache
def sealed(level: str = "LT") -> bytes:
    return pades(level=level)


def in_catalog(name: str, plain: Any) -> Change:  # noqa: ANN401
    def change(writer: IncrementalPdfFileWriter) -> None:
        added = isinstance(plain, generic.StreamObject)
        writer.root[pdf_name(name)] = writer.add_object(plain) if added else value(plain)
        writer.update_root()  # type: ignore[no-untyped-call]

    return change


def in_form(name: str, plain: Any) -> Change:  # noqa: ANN401
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name(name)] = value(plain)
        writer.update_container(form)

    return change


def in_page(name: str, plain: Any) -> Change:  # noqa: ANN401
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name(name)] = writer.add_object(plain) if isinstance(plain, generic.StreamObject) else value(plain)
        writer.update_container(page)

    return change


def field(**entries: Any) -> Change:  # noqa: ANN401
    """Add a field for a signature that is like one of a document time-stamp."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        usual = {"FT": "/Sig", "T": b"X", "Subtype": "/Widget", "Rect": POINT, "V": stamp(), **entries}
        own = {f"/{key}": each for key, each in usual.items() if each is not None}
        for key, each in own.items():
            if isinstance(each, generic.StreamObject):
                own[key] = {"/N": writer.add_object(each)}
        form = writer.root["/AcroForm"]
        form["/Fields"].append(writer.add_object(value(own)))
        writer.update_container(form["/Fields"])
        writer.update_container(form)

    return change


def stamp(**entries: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"/Type": "/DocTimeStamp", "/Contents": b"", **{f"/{key}": each for key, each in entries.items()}}
