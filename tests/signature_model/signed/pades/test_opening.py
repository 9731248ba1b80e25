"""pyHanko's reader with object streams: the same objects, in a time that grows only with the size."""

import time

import pytest
from pyhanko.pdf_utils.generic import NullObject, Reference
from pyhanko.pdf_utils.misc import PdfReadError

from signature_model.pdf.limits import LimitExceeded
from signature_model.signed.pades.opening import open_pdf
from signature_model.signed.reading_budget import ReadingBudget
from tests.kits import pdfs
from tests.kits.effort import UNBOUNDED

OBJECTS = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Count 0/Kids[]>>", 3: b"(text)", 4: b"<<"}


@pytest.mark.parametrize(
    ("content", "number", "expected"),
    [
        pytest.param(pdfs.packed(OBJECTS), 3, "text", id="an object"),
        pytest.param(pdfs.packed(OBJECTS), 4, None, id="a damaged object"),
        pytest.param(pdfs.packed(OBJECTS).replace(b"/N 4", b"/N 2"), 3, None, id="fewer objects"),
        pytest.param(pdfs.packed(OBJECTS).replace(b"/N 4", b"/N 9"), 3, "text", id="more objects"),
    ],
)
def test_objects_of_a_stream_are_read(content: bytes, number: int, expected: str | None) -> None:
    reader = open_pdf(content, ReadingBudget())
    value = reader.get_object(Reference(number, 0, reader))  # type: ignore[no-untyped-call]
    assert isinstance(value, NullObject) if expected is None else value == expected


def test_another_stream_has_no_objects() -> None:
    with pytest.raises(PdfReadError):
        open_pdf(pdfs.packed(OBJECTS).replace(b"/ObjStm", b"/Other "), ReadingBudget()).root  # noqa: B018


def test_the_work_grows_with_the_size() -> None:
    before, reader = (
        time.process_time(),
        open_pdf(pdfs.packed(OBJECTS | dict.fromkeys(range(5, 5_000), b"1")), ReadingBudget()),
    )
    for each in range(5, 5_000):
        reader.get_object(Reference(each, 0, reader))  # type: ignore[no-untyped-call]
    assert time.process_time() - before < UNBOUNDED


def test_the_reads_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.reading_budget.MOST_STEPS", 200)
    reader = open_pdf(pdfs.packed(OBJECTS | {3: b"[" + b"1 " * 200 + b"]"}), ReadingBudget())
    with pytest.raises(LimitExceeded, match="more than 200 steps"):
        reader.get_object(Reference(3, 0, reader))  # type: ignore[no-untyped-call]
