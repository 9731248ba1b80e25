"""Tests of pictures: they are small, and harmful documents do no harm."""

import io
import logging
import sys

import pytest
from PIL import Image

from signature_transports import pictures
from signature_transports.pictures import LONGEST_SIDE, MAX_PICTURES, draw, maybe_picture, pictures_of
from tests.kits.jobs import a_pdf
from tests.kits.pdfs import page, paper, saved
from tests.kits.streams import Standard
from tests.signature_transports.emulator.hostile_pdfs import HOSTILE


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ("[0 0 595 842]", (227, LONGEST_SIDE)),
        ("[0 0 14400 1]", (LONGEST_SIDE, 1)),
        ("[0 0 14400 14400]", (LONGEST_SIDE, LONGEST_SIDE)),
    ],
)
def test_a_picture_is_small(box: str, size: tuple[int, int]) -> None:
    picture = draw(paper(objects={3: page(MediaBox=box)}))
    assert Image.open(io.BytesIO(picture)).size == size


def test_pictures_keep_their_order() -> None:
    first, none, last = pictures_of([a_pdf(), None, saved(2)])
    assert first == draw(a_pdf())
    assert none is None
    assert last == draw(saved(2))


def test_at_most_as_many_pictures_as_a_job_has_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "maybe_picture", lambda pdf: pdf)
    assert pictures_of([b"a"] * (MAX_PICTURES + 1)) == [*[b"a"] * MAX_PICTURES, None]


def test_the_program_draws_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Standard()
    monkeypatch.setattr(sys, "stdin", Standard(a_pdf()))
    monkeypatch.setattr(sys, "stdout", out)
    pictures.main()
    assert out.content == draw(a_pdf())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_harmful_document_does_no_harm(name: str) -> None:
    picture = maybe_picture(HOSTILE[name]())
    assert picture is None or len(picture) < 100_000


def test_what_cannot_be_drawn_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert maybe_picture(b"%PDF-1.7") is None
    assert "the first page could not be drawn: status 1: " in caplog.text


def test_without_the_extra_there_are_no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    assert maybe_picture(a_pdf()) is None
