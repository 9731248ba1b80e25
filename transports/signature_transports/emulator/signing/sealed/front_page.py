"""The front page of the sealed document, in Norwegian: the title, who signed when and how, and explanations.

Helvetica is one of the fonts that every reader of PDF has. All sizes are in points.
"""

from __future__ import annotations

import io
from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from signature_transports.emulator.signing.sealed.signature_events import SignatureEvent

PAGE: Final = (595.276, 841.890)
"""A4."""
SIGNERS: Final = 10
"""The number of signers that fit on a page."""
NOTICES: Final = (
    (
        "Kun for test, uten verdi",
        "Dokumentet er laget av en emulator, med testsertifikater som alle kan bruke. Det beviser ingenting.",
    ),
    (
        "Forseglet",
        "Dokumentet er forseglet etter signering. Forseglingen viser om dokumentet er endret siden.",
    ),
    (
        "Bevisene er vedlagt",
        "En XAdES-fil for hver underskriver er lagt ved dokumentet. Den viser hva som er signert, av hvem og når.",
    ),
)
"""The explanations, with a heading and a text each."""
_LEFT: Final = 57
_WIDTH: Final = 481
_CHARACTERS: Final = 100
"""The number of characters of a line in 9 points. Very few such lines are wider than the page."""
_TITLE: Final = "0 g /F2 18 Tf"
_HEADING: Final = "0 g /F2 12 Tf"
_BOX_HEADING: Final = "0 g /F2 10 Tf"
_NAME: Final = "0 g /F1 11 Tf"
_PLAIN: Final = "0 g /F1 9 Tf"
_GREY: Final = "0.45 g /F1 9 Tf"
_FOOTER: Final = "0.45 g /F1 7 Tf"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})


def front_page(
    title: str, events: Sequence[SignatureEvent], evidence: Mapping[str, bytes], notes: Sequence[str] = ()
) -> bytes:
    """Return a PDF with the front page, and the evidence (XML) attached by name. ``notes`` follow the signers.

    With many signers, the front page has several pages.
    """
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        rest = iter(events)
        while signers := list(islice(rest, SIGNERS)):
            _add_page(pdf, "\n".join(_drawn(title, signers, notes)))
        for name, content in evidence.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(
                pdf, content, filename=name, mime_type="application/xml", relationship=pikepdf.Name.Supplement
            )
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def footer(events: Sequence[SignatureEvent]) -> bytes:
    """Return the content stream of the footer on every page of the documents."""
    names = ", ".join(each.name for each in events)
    signed = wrap(f"Signert av {names}.", 130, max_lines=1, placeholder=" m.fl.")
    lines = (*signed, f"Forseglet av emulatoren. {NOTICES[0][0]}.")
    drawn = (_text(line, 0, -9 * number, _FOOTER) for number, line in enumerate(lines, -1))
    return "\n".join(drawn).encode("cp1252", errors="replace")


def _drawn(title: str, events: Sequence[SignatureEvent], notes: Sequence[str]) -> Iterator[str]:
    top = 770
    for each in wrap(normalize("NFC", title), 50) or [""]:
        yield _text(each, _LEFT, top, _TITLE)
        top -= 24
    yield _text("Signert av", _LEFT, top := top - 14, _HEADING)
    for event in events:
        yield _text(event.shown, _LEFT, top := top - 22, _NAME)
        yield _text(f"{_time(event.moment)} med {event.method}", _LEFT, top := top - 13, _GREY)
    for each in notes:
        for line in wrap(each, _CHARACTERS):
            yield _text(line, _LEFT, top := top - 18, _PLAIN)
    bottom = 60 + 70 * (len(NOTICES) - 1)
    for heading, text in NOTICES:
        yield f"0.7 G {_LEFT} {bottom} {_WIDTH} 60 re S"
        yield _text(heading, _LEFT + 10, bottom + 42, _BOX_HEADING)
        for number, line in enumerate(wrap(text, _CHARACTERS)):
            yield _text(line, _LEFT + 10, bottom + 27 - 13 * number, _PLAIN)
        bottom -= 70


def _time(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y kl. %H:%M} UTC"


def _text(text: str, left: float, bottom: float, style: str) -> str:
    shown = normalize("NFC", text).translate(_ESCAPES)
    return f"BT {style} {left} {bottom} Td ({shown}) Tj ET"


def _add_page(pdf: pikepdf.Pdf, content: str) -> None:
    page, name = pdf.add_blank_page(page_size=PAGE), pikepdf.Name
    fonts = {
        key: pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=font, Encoding=name.WinAnsiEncoding)
        for key, font in (("/F1", name.Helvetica), ("/F2", name("/Helvetica-Bold")))
    }
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
    page.Contents = pdf.make_stream(content.encode("cp1252", errors="replace"))
