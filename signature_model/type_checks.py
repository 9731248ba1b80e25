"""Type checks for constructors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import TYPE_CHECKING, Final, TypeVar, cast, get_args

if TYPE_CHECKING:
    from types import UnionType

Value = TypeVar("Value", bound=StrEnum)
Item = TypeVar("Item")

_CONSTRUCTORS: Final = {
    "Availability": "Availability(available_for=timedelta(days=10))",
    "Credentials": "Credentials.from_pkcs12(...) or Credentials.from_pem(...)",
    "DirectSigner": "DirectSigner.by_identifier(...) or DirectSigner.by_national_id(...)",
    "Document": "Document.from_path(...) or Document.from_bytes(...)",
    "ExitUrls": "ExitUrls.single(...)",
    "Sender": 'Sender("999999999")',
    "Signer": "Signer.by_email(...), Signer.by_mobile(...) or Signer.by_national_id(...)",
    "bytes": "Path(...).read_bytes()",
    "datetime": "datetime(2030, 1, 31, 12, tzinfo=UTC)",
    "timedelta": "timedelta(days=10)",
}
"""How to make a value of a type, by the name of the type."""


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
    kinds = get_args(kind) or (kind,)
    names = ("None" if each is NoneType else each.__name__ for each in kinds)
    alternative = next(filter(None, (_alternative(each, value) for each in kinds)), "")
    msg = f"{name} must be {' or '.join(names)}, not {type(value).__name__}{alternative}"
    raise TypeError(msg)


def _alternative(kind: type, value: object) -> str:
    """Return what to write instead, or an empty text."""
    if issubclass(kind, StrEnum):
        meant = [each for each in kind if isinstance(value, str) and value.upper() in {each.name, each.value.upper()}]
        return f"; write {' or '.join(f'{kind.__name__}.{each.name}' for each in meant or kind)}"
    written = _CONSTRUCTORS.get(kind.__name__)
    return "" if written is None or value is None else f"; write {written}"


def tuple_of(name: str, values: object, kind: type[Item]) -> tuple[Item, ...]:
    """Return the values as a tuple. Raises TypeError, with the name, unless all of them have the type."""
    if isinstance(values, kind):
        msg = f"{name} must be a list, not {kind.__name__}; write [...] around it"
        raise TypeError(msg)
    if not isinstance(values, list | tuple):  # comparing with an abstract class takes time
        require_type(name, values, Iterable)
    found = tuple(cast("Iterable[Item]", values))
    for each in found:
        if not isinstance(each, kind):
            require_type(f"each of {name}", each, kind)
    return found


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
