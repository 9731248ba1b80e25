"""Objects that are not where the sections say."""

import re

import pytest

from signature_model.pdf.inspection import inspect_pdf
from tests.signature_model.pdf.sections import WHOLE, changed, stream, table


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(changed(" 00000 n", " 00001 n"), "object 3 is not at byte", id="another generation"),
        pytest.param(changed(r"\d{10} 00000 n", "0000000000 00000 n"), "object 3 is not at byte 0", id="zero offset"),
        pytest.param(table(WHOLE.replace("o3", "o2")), "object 3 is not at byte", id="offset of another object"),
        pytest.param(table(WHOLE.replace("o1", "o3")), "object 1 is not at byte", id="a catalogue that is elsewhere"),
        pytest.param(stream(b"\1" * 4), "object 0 is not at byte 257", id="a stream of one row"),
        pytest.param(stream(b"\1" * 48, W="[1 8 1]", Size=4), "object 0 is not at byte", id="offset beyond all files"),
    ],
)
def test_an_object_that_is_elsewhere_is_found(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in " ".join(facts.repairs)


def test_several_objects_that_moved_are_counted() -> None:
    facts = inspect_pdf(table(re.sub(r"o[123]", "0000000000", WHOLE)))
    assert facts.repairs == (
        "object 1 is not at byte 0, where the cross-reference table says it is (misplaced objects in total: 3)",
    )
