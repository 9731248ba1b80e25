"""Objects of a PDF as pyHanko reads them: read their entries, and compare two versions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from types import ModuleType

    from pyhanko.pdf_utils.reader import PdfFileReader


def entry(dictionary: Any, name: str, default: Any) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return an entry of a dictionary, with references followed, which its ``get`` does not do."""
    return dictionary[name] if name in dictionary else default  # noqa: SIM401


def raw_entry(dictionary: Any, name: str) -> Any:  # noqa: ANN401
    """Return an entry without following references, or None."""
    return dictionary.raw_get(name) if name in dictionary else None


def raw_items(dictionary: Any, name: str) -> list[Any]:  # noqa: ANN401
    """Return the items of an array without following references; empty if there is no array."""
    array = entry(dictionary, name, ())
    return [*list.__iter__(array)] if isinstance(array, list) else []


@cache
def _generic() -> ModuleType:
    from pyhanko.pdf_utils import generic  # noqa: PLC0415 - an extra

    return generic


def is_reference(value: Any) -> bool:  # noqa: ANN401
    """Whether a value refers to another object."""
    return isinstance(value, _generic().IndirectObject)


def is_stream(value: Any) -> bool:  # noqa: ANN401
    """Whether a value is a stream."""
    return isinstance(value, _generic().StreamObject)


def is_plain(value: Any) -> bool:  # noqa: ANN401
    """Whether a value has no reference in it."""
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    if isinstance(value, list):
        return all(map(is_plain, list.__iter__(value)))
    return not is_reference(value)


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two values are written alike; references must be to the same number, and streams have the same data."""
    if is_reference(one):
        return is_reference(other) and (one.idnum, one.generation) == (other.idnum, other.generation)
    if is_stream(one) or is_stream(other):
        is_alike = is_stream(one) and is_stream(other) and bool(one.encoded_data == other.encoded_data)
        return is_alike and next(differing_keys(one, other), None) is None
    if isinstance(one, dict):
        return isinstance(other, dict) and next(differing_keys(one, other), None) is None
    if isinstance(one, list):
        return isinstance(other, list) and are_same([*list.__iter__(one)], [*list.__iter__(other)])
    return type(one) is type(other) and bool(one == other)


def are_same(some: list[Any], others: list[Any]) -> bool:
    """Whether the items of two lists are the same."""
    return len(some) == len(others) and all(map(is_same, some, others))


def differing_keys(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Yield the keys under which two dictionaries are not the same."""
    some, others = dict(one.items()), dict(other.items())
    for key in dict.fromkeys((*some, *others)):
        if key not in some or key not in others or not is_same(some[key], others[key]):
            yield str(key)


def explicit_numbers(reader: PdfFileReader, revision: int) -> set[tuple[int, int]]:
    """Return the objects of a revision: their numbers and generations."""
    return {(each.idnum, each.generation) for each in reader.xrefs.explicit_refs_in_revision(revision)}


def named(numbers: Iterable[int]) -> str:
    """Return text that names objects."""
    ordered = sorted(numbers)
    shown = ", ".join(map(str, ordered[:3])) + (" and others" if len(ordered) > 3 else "")  # noqa: PLR2004
    return f"object {shown}" if len(ordered) == 1 else f"objects {shown}"


class Change(Exception):
    """An update changes something. The message says what."""


def require_same(old: Any, new: Any, what: str, *, but: AbstractSet[str]) -> None:  # noqa: ANN401
    """Require that two dictionaries differ only under some keys. Raises Change."""
    if {*differing_keys(old, new)} - but:
        raise Change(f"it changes {what}")  # noqa: EM102, TRY003


def require_dictionary(value: Any, keys: AbstractSet[str] | None = None) -> None:  # noqa: ANN401
    """Require a dictionary of the store with only these keys; None if any."""
    if not isinstance(value, dict) or is_stream(value) or not (keys is None or value.keys() <= keys):
        raise Change("it adds something else to the store")  # noqa: EM101, TRY003


def require_array(value: Any) -> None:  # noqa: ANN401
    """Require an array of the store. Raises Change."""
    if not isinstance(value, list):
        raise Change("it adds something else to the store")  # noqa: EM101, TRY003


def require_plain(dictionary: Any, keys: AbstractSet[str], what: str) -> None:  # noqa: ANN401
    """Require that entries of a dictionary refer to nothing. Raises Change."""
    if not all(is_plain(raw_entry(dictionary, each)) for each in keys):
        raise Change(f"it changes {what}")  # noqa: EM102, TRY003


def require_stream(value: Any, keys: AbstractSet[str], what: str) -> None:  # noqa: ANN401
    """Require a stream that refers to nothing, except perhaps to its length."""
    own = {key: each for key, each in value.items() if key != "/Length"} if is_stream(value) else {"": None}
    if not (own.keys() <= keys and is_plain(own)):
        raise Change(f"it changes {what}")  # noqa: EM102, TRY003


def added_items(old: list[Any], new: list[Any], what: str) -> list[Any]:
    """Return the items that were added at the end."""
    if not are_same(old, new[: len(old)]):
        raise Change(f"it changes {what}")  # noqa: EM102, TRY003
    return new[len(old) :]
