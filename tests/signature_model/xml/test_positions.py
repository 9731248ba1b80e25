"""Start tags have a line and a column."""

import pytest

from signature_model.xml.positions import Positions
from signature_model.xml.trees import parse

SAMPLE = "<?xml version='1.0'?>\n<r><!-- <a> --><a/>\n  <b x='1'\n    y='<'.length>ø😀<c/></b>\n</r>".replace(
    "'<'.length", "'2'"
)


def positions_of(text: str) -> list[tuple[int, int] | None]:
    root = parse(text.encode())
    positions = Positions(text.encode(), root)
    return [positions.maybe_of(each) for each in root.iter("*")]


def test_a_start_tag_has_its_line_and_column() -> None:
    assert positions_of(SAMPLE) == [(2, 1), (2, 16), (3, 3), (4, 13)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_as_xml_says(end: str) -> None:
    assert positions_of(f"<r>{end}{end}<a/></r>") == [(1, 1), (3, 1)]


def test_a_column_is_a_character_not_a_byte() -> None:
    assert positions_of("<r>ø😀<a/></r>") == [(1, 1), (1, 6)]


def test_a_byte_order_mark_is_not_a_character() -> None:
    assert positions_of("\ufeff<r><a/></r>") == [(1, 1), (1, 4)]


@pytest.mark.parametrize("name", ["utf8", "ASCII", "us-ascii"])
def test_a_declared_encoding_is_what_parse_takes_it_for(name: str) -> None:
    assert positions_of(f"<?xml version='1.0' encoding='{name}'?>\n<r/>") == [(2, 1)]


def test_behind_an_error_of_the_other_parser_there_is_no_position() -> None:
    root = parse(b"<r><a/></r>")

    assert Positions(b"<r><", root).maybe_of(root[0]) is None
