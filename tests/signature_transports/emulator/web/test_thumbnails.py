"""Tests of the pictures of documents."""

from dataclasses import replace

import pytest

from signature_model import Document
from signature_transports.emulator.web import thumbnails
from signature_transports.emulator.web.thumbnails import Thumbnails
from signature_transports.pictures import can_draw
from tests.kits.jobs import a_pdf

PAPER = Document.from_bytes(a_pdf(), title="Contract", href="a.pdf")


@pytest.mark.skipif(not can_draw(), reason="the extra `pictures` is not installed")
def test_the_first_page_is_drawn() -> None:
    picture, media_type = Thumbnails().picture(PAPER)

    assert (picture[:8], media_type) == (b"\x89PNG\r\n\x1a\n", "image/png")


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (replace(PAPER, content=None), b">PDF<"),
        (replace(PAPER, content=b"%PDF-1.7 broken"), b">PDF<"),
        (Document.from_bytes(b"a", title="Notes", href="a.txt", mime="text/plain"), b">TXT<"),
    ],
)
def test_other_documents_have_a_placeholder(document: Document, kind: bytes) -> None:
    picture, media_type = Thumbnails().picture(document)

    assert media_type == "image/svg+xml"
    assert kind in picture


def test_the_latest_pictures_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []

    def draw(content: bytes) -> bytes:
        drawn.append(content)
        return content

    monkeypatch.setattr(thumbnails, "maybe_picture", draw)
    pictures = Thumbnails(kept=2)
    for content in (b"a", b"b", b"a", b"c", b"b", b"a"):
        pictures.picture(replace(PAPER, content=content))

    assert drawn == [b"a", b"b", b"c", b"b", b"a"]
