"""Constructors refuse values of wrong types."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from signature_model.type_checks import maybe_choice, require_aware, require_type, require_types, tuple_of


class Colour(StrEnum):
    RED = "light-red"
    BLUE = "blue"


@dataclass(frozen=True)
class Thing:
    """A value."""

    name: str
    size: int = 1


@pytest.mark.parametrize(
    ("value", "kind"), [("a", str), ("a", str | None), (None, str | None), (True, int), (b"", str | bytes | None)]
)
def test_a_value_of_the_type_is_accepted(value: object, kind: type) -> None:
    require_type("name", value, kind)


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (1, str, "name must be str, not int"),
        (1, str | None, "name must be str or None, not int"),
        (None, str | bytes, "name must be str or bytes, not NoneType"),
        ("light-red", Colour | None, "name must be Colour or None, not str; write Colour.RED"),
        ("RED", Colour, "name must be Colour, not str; write Colour.RED"),
        (1, Colour, "name must be Colour, not int; write Colour.RED or Colour.BLUE"),
        (10, timedelta | None, r"name must be timedelta or None, not int; write timedelta\(days=10\)"),
        (None, timedelta, "name must be timedelta, not NoneType"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_name(value: object, kind: type, message: str) -> None:
    with pytest.raises(TypeError, match=rf"^{message}$"):
        require_type("name", value, kind)


def test_fields_are_checked_by_their_names() -> None:
    thing = Thing("a")
    require_types(thing, name=str, size=int)
    with pytest.raises(TypeError, match=r"^size must be str, not int$"):
        require_types(thing, name=str, size=str)


def test_a_time_needs_a_zone() -> None:
    moment = datetime(2030, 1, 31, 12, tzinfo=UTC)
    require_aware("now", moment)
    with pytest.raises(ValueError, match=r"^now must have a time zone, like datetime\.now\(UTC\)$"):
        require_aware("now", moment.replace(tzinfo=None))
    with pytest.raises(TypeError, match=r"^now must be datetime, not str; write "):
        require_aware("now", moment.isoformat())


def test_a_choice_is_found_by_its_value() -> None:
    assert maybe_choice(Colour, "light-red") is Colour.RED
    assert maybe_choice(Colour, "RED") is None


def test_a_tuple_is_made_of_a_list_of_the_type() -> None:
    assert tuple_of("names", ["a", "b"], str) == ("a", "b")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (1, r"names must be a list, not int; write \[...\] around it"),
        ("ab", "each of names must be int, not str"),
        (None, "names must be Iterable, not NoneType"),
    ],
)
def test_one_value_is_not_a_list(values: object, message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        tuple_of("names", values, int)
