"""Constructors refuse values of wrong types."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from signature_model.masking import masked_repr
from signature_model.type_checks import require_aware, require_type, require_types
from tests.kits.jobs import KARI


@dataclass(frozen=True, repr=False)
class Thing:
    """A value with a field that is not shown."""

    name: str
    hidden: str = field(default="secret", repr=False)

    __repr__ = masked_repr


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
    ],
)
def test_a_value_of_another_type_is_refused_with_its_name(value: object, kind: type, message: str) -> None:
    with pytest.raises(TypeError, match=rf"^{message}$"):
        require_type("name", value, kind)


def test_fields_are_checked_by_their_names() -> None:
    thing = Thing("a")
    require_types(thing, name=str, hidden=str)
    with pytest.raises(TypeError, match=r"^hidden must be int, not str$"):
        require_types(thing, name=str, hidden=int)


def test_a_masked_repr_shows_the_fields_of_the_repr() -> None:
    assert repr(Thing("a")) == "Thing(name='a')"


def test_a_number_that_python_does_not_print_is_shown_as_dots() -> None:
    assert repr(Thing(16**5_000)) == "Thing(name=...)"  # type: ignore[arg-type]  # that is what is shown


def test_a_masked_repr_shows_no_whole_id_number() -> None:
    assert repr(Thing(f"of {KARI}")) == "Thing(name='of 018180*****')"
    assert repr(Thing(f"{KARI[:6]}\N{NO-BREAK SPACE}{KARI[6:]}")) == "Thing(name='018180*****')"


def test_a_time_needs_a_zone() -> None:
    moment = datetime(2030, 1, 31, 12, tzinfo=UTC)
    require_aware("now", moment)
    with pytest.raises(ValueError, match=r"^now must have a time zone, like datetime\.now\(UTC\)$"):
        require_aware("now", moment.replace(tzinfo=None))
    with pytest.raises(TypeError, match=r"^now must be datetime, not str$"):
        require_aware("now", moment.isoformat())
