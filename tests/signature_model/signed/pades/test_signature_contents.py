"""The dictionary of a signature is read with the same result as by pyHanko alone, and quickly if it is as usual."""

import io
import re
from typing import Any, Final

import pytest
from pyhanko.pdf_utils.generic import NullObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from signature_model.signed.pades.objects import is_same
from signature_model.signed.pades.signature_contents import read_dictionaries
from tests.kits.pades import pades

SEALED: Final = pades(level="B")
((_, VALUE, _),) = enumerate_sig_fields(PdfFileReader(io.BytesIO(SEALED)))
HEXADECIMAL: Final = re.compile(rb"/Contents <([0-9A-F]+)([0-9A-F]{2})>")


def is_kept(content: bytes, value: Any = VALUE) -> bool:  # noqa: ANN401 - pyHanko's own
    """Return whether the value is kept; the reader and another one that reads alone must have the same object."""
    reader, alone = (PdfFileReader(io.BytesIO(content), strict=False) for _ in range(2))
    read_dictionaries(reader, [value], content)
    kept = bool(reader.cache_get_indirect_object(VALUE.generation, VALUE.idnum))  # type: ignore[no-untyped-call]
    assert is_same(reader.get_object(VALUE.reference), alone.get_object(VALUE.reference))  # type: ignore[no-untyped-call]
    return kept


def test_a_usual_dictionary_is_read_and_kept() -> None:
    assert is_kept(SEALED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(rb"/Contents <", rb"/Contentz <", id="under-another-key"),
        pytest.param(HEXADECIMAL, rb"/Contents (<\1>)", id="in-another-string"),
        pytest.param(rb"/Contents <3", rb"/Contents < ", id="odd-and-white-space"),
        pytest.param(rb"/Contents <30", rb"/Contents <%0", id="comment"),
        pytest.param(rb"/M \(D\\072\d{4}", rb"/M (  endobj ", id="end-in-a-string"),
        pytest.param(re.compile(rb"<<(\n/Contents <.*?)>>\nendobj", re.DOTALL), rb"[ \1] \nendobj", id="array"),
    ],
)
def test_what_has_an_unusual_form_is_left_to_pyhanko(old: bytes | re.Pattern[bytes], new: bytes) -> None:
    content, count = re.subn(old, new, SEALED)
    assert (count, len(content)) == (1, len(SEALED))
    try:
        assert not is_kept(content)
    except PdfError:
        with pytest.raises(PdfError):
            PdfFileReader(io.BytesIO(content), strict=False).get_object(VALUE.reference)  # type: ignore[no-untyped-call]


def test_an_object_with_another_number_is_left_to_pyhanko() -> None:
    head = b"%d 0 obj\n<<\n/Contents" % VALUE.idnum
    with pytest.raises(PdfError):
        is_kept(SEALED.replace(head, b"99" + head[2:]))


def test_what_is_not_a_reference_is_left_to_pyhanko() -> None:
    assert not is_kept(SEALED, NullObject())


@pytest.mark.parametrize(("times", "kept"), [(1, True), (50, False)])
def test_what_is_read_is_not_longer_than_the_file(times: int, *, kept: bool) -> None:
    content = pades(level="LTA")
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    first, second = [value for _, value, _ in enumerate_sig_fields(reader)]
    read_dictionaries(reader, [*[first] * times, second], content)
    assert bool(reader.cache_get_indirect_object(second.generation, second.idnum)) is kept  # type: ignore[no-untyped-call]
