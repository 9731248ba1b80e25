"""Tests of the front page of a signed document."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import Document, Signer
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.plain.front_page import (
    LINES,
    PAGE,
    WIDTH,
    appearance,
    content_stream,
    lines_of,
    position_of,
    signature_line,
    signature_line_number,
)
from tests.kits.jobs import KARI, OLA, a_job
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job

NAMES = [name_of(each) for each in PEOPLE]


def test_it_names_the_job_its_documents_and_its_signers() -> None:
    job = a_signed_job(0, documents={"a.pdf": b"", "b.pdf": b""})
    assert lines_of(job, "So it is.") == [
        "Employment contract",
        "Signature job 7. Signed in an emulator, for tests only. So it is.",
        "",
        "Documents:",
        "    About a.pdf",
        "    About b.pdf",
        "",
        "Signers:",
        f"    1. {NAMES[0]}",
        "",
        f"    2. {NAMES[1]}",
        "",
        f"    3. {NAMES[2]}",
        "",
    ]


def test_documents_that_are_not_pdf_are_named_as_attached() -> None:
    assert "    About a.txt (attached)" in lines_of(a_signed_job(0, documents={"a.txt": b""}, mime="text/plain"), "")


def test_the_line_below_each_name_is_left_for_the_signature() -> None:
    job = a_signed_job(0, 1)
    lines = lines_of(job, "")
    for place, moment in job.signed:
        number = signature_line_number(job, place, lines)
        assert (lines[number - 1], lines[number]) == (f"    {place + 1}. {NAMES[place]}", "")
        result = signature_line(job, place, moment)
        assert result == f"       signed by {NAMES[place]}, {[KARI, OLA][place]}, 2030-01-01T12:0{place}:00Z"


titles = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(titles, st.lists(titles, min_size=1, max_size=20), st.integers(1, 10))
def test_every_title_fits_on_the_page(title: str, documents: list[str], signers: int) -> None:
    job = a_signed_job()
    content = a_job(
        title=title,
        documents=[Document(title=each) for each in documents],
        signers=[Signer.by_email(f"{each}@example.com") for each in range(signers)],
    )
    job = replace(job, content=content)
    lines = lines_of(job, "A note.")
    assert max(map(len, lines)) <= WIDTH
    for number in (0, len(lines) - 1, signature_line_number(job, 0, lines)):
        position = position_of(number)
        left, bottom, right, top = position.box
        assert position.page == number // LINES
        assert 0 < left < right < PAGE[0]
        assert 0 < bottom < top < PAGE[1]


def test_lines_follow_each_other() -> None:
    first, second, next_page = position_of(0), position_of(1), position_of(LINES)
    assert first.box[1] == second.box[3]
    assert next_page.box == first.box
    assert (first.page, next_page.page) == (0, 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Blåbær på Ærø, ÆØÅ: «så»", "Blåbær på Ærø, ÆØÅ: «så»"), ("A\u030ase", "Åse"), ("Ω", "?"), (r"(a\)", r"\(a\\\)")],
)
def test_norwegian_letters_can_be_shown(text: str, shown: str) -> None:
    job = a_signed_job()
    lines = lines_of(replace(job, content=replace(job.content, title=text)), "")
    assert content_stream(lines).decode("cp1252").splitlines()[1] == f"({shown}) Tj T*"


def test_the_appearance_of_a_signature_is_one_line() -> None:
    assert appearance("signed") == b"BT /F1 10 Tf 14 TL 0 3 Td\n(signed) Tj T*\nET"
