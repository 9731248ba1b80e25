"""An error in the dictionary of a stream ends mupdf's repair if no integer follows it."""

import pytest

from signature_model.pdf.limits import Budget
from signature_model.pdf.mupdf_repair import ends_repair


def ends(*dictionaries: bytes) -> bool:
    """Return whether streams with these dictionaries end the repair."""
    content, heads = b"stream ", []
    for each in dictionaries:
        content += b"1 0 obj"
        heads.append(len(content))
        content += each + b"stream x endstream stream"
    return ends_repair(content, heads, Budget())


@pytest.mark.parametrize(
    "dictionary",
    [
        pytest.param(b"<</A 1 0 R/B[1 2 0 R<</C[]>>[]]/D<</E(x)>>/F<41>%x\n/G 7>>", id="sound"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b"<<x/Length 36>>", id="an integer follows"),
        pytest.param(b"<</A 1 0 x/B 2 y/C/D>>", id="references with errors"),
        pytest.param(b"<</A", id="no value"),
        pytest.param(b"<</A/B/C>>", id="the end as a value"),
        pytest.param(b"<</A<</B[]", id="an open dictionary"),
    ],
)
def test_a_document_can_be_repaired(dictionary: bytes) -> None:
    assert not ends(dictionary)


@pytest.mark.parametrize(
    "dictionary",
    [
        pytest.param(b"<</FlateDecode/Length 36>>", id="a number as a key"),
        pytest.param(b"<</Length 36/A/B x/C>>", id="a word as a key"),
        pytest.param(b"<</A[1 R]>>", id="an R without its numbers"),
        pytest.param(b"<</A[1 2", id="an open list"),
    ],
)
def test_an_error_at_the_end_of_a_dictionary_ends_the_repair(dictionary: bytes) -> None:
    assert ends(b"<</A 1>>", dictionary)
