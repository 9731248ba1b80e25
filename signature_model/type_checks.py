"""Type checks for constructors."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import TYPE_CHECKING, TypeVar, get_args

if TYPE_CHECKING:
    from types import UnionType

Value = TypeVar("Value", bound=StrEnum)


def require_types(value: object, **kinds: type | UnionType) -> None:
    """Raise TypeError, with the name of the field, unless each named field has its type."""
    for name, kind in kinds.items():
        part = getattr(value, name)
        if not isinstance(part, kind):
            require_type(name, part, kind)


def require_type(name: str, value: object, kind: type | UnionType) -> None:
    """Raise TypeError, with the name, unless the value has the type."""
    if isinstance(value, kind):
        return
    names = ("None" if each is NoneType else each.__name__ for each in get_args(kind) or (kind,))
    msg = f"{name} must be {' or '.join(names)}, not {type(value).__name__}"
    raise TypeError(msg)


def require_aware(name: str, moment: object) -> None:
    """Raise TypeError or ValueError, with the name, unless the moment is a ``datetime`` with a UTC offset."""
    require_type(name, moment, datetime)
    if isinstance(moment, datetime) and moment.utcoffset() is None:
        msg = f"{name} must have a time zone, like datetime.now(UTC)"
        raise ValueError(msg)


def maybe_choice(kind: type[Value], text: str) -> Value | None:
    """Return the member of an enumeration with this value, or None."""
    try:
        return kind(text)
    except ValueError:
        return None
