"""What frozen values have in common: they refuse what is not even of the right type, and mask what they show."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, get_args

from signature_model.identifiers import masked

if TYPE_CHECKING:
    from types import UnionType


def require_types(value: object, **kinds: type | UnionType) -> None:
    """Raise TypeError, naming the field, unless each of the named fields is of its kind."""
    for name, kind in kinds.items():
        require_type(name, getattr(value, name), kind)


def require_type(name: str, value: object, kind: type | UnionType) -> None:
    """Raise TypeError, with the name, unless the value is of the kind."""
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


def masked_repr(value: object) -> str:
    """The ``repr`` of a dataclass with every national id number masked."""
    shown = [each.name for each in fields(value) if each.repr]  # type: ignore[arg-type]  # every caller is a dataclass
    pairs = (f"{name}={_repr(getattr(value, name))}" for name in shown)
    return masked(f"{type(value).__name__}({', '.join(pairs)})")


def _repr(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python writes out no number of thousands of digits
        return "..."
