"""Objects of a PDF as pyHanko reads them: read their entries, and compare two versions."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from pyhanko.pdf_utils.reader import PdfFileReader


_BOXES: Final = frozenset({"/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rect", "/BBox"})


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


def followed(value: Any) -> Any:  # noqa: ANN401
    """Return the object that a reference leads to, or any other value unchanged."""
    return value.get_object() if is_reference(value) else value


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


def size_of(value: Any) -> int:  # noqa: ANN401
    """Return the number of values in a value."""
    inside = value.values() if isinstance(value, dict) else list.__iter__(value) if isinstance(value, list) else ()
    return 1 + sum(map(size_of, inside))


def is_flat(value: Any) -> bool:  # noqa: ANN401
    """Whether a value has neither a reference nor a list or dictionary in it."""
    inside = value.values() if isinstance(value, dict) else [value]
    return not any(isinstance(each, dict | list) or is_reference(each) for each in inside)


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two values are written alike; references must be to the same number, and streams have the same data.

    They must be plainly spelled (see ``syntax.spellings``), because pyHanko reads different octets as the same name.
    """
    if is_reference(one):
        return is_reference(other) and (one.idnum, one.generation) == (other.idnum, other.generation)
    if is_stream(one) or is_stream(other):
        is_alike = is_stream(one) and is_stream(other) and bool(one.encoded_data == other.encoded_data)
        return is_alike and next(differing_keys(one, other), None) is None
    if isinstance(one, dict):
        return isinstance(other, dict) and next(differing_keys(one, other), None) is None
    if isinstance(one, list):
        return isinstance(other, list) and are_same([*list.__iter__(one)], [*list.__iter__(other)])
    return type(one) is type(other) and bool(_octets(one) == _octets(other))


def _octets(value: Any) -> Any:  # noqa: ANN401
    """Return a string as octets, because different octets may be the same text. Return other values unchanged."""
    return getattr(value, "original_bytes", value)


def is_same_text(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two values are the same apart from the encoding of their strings, which must be texts."""
    text = _generic().TextStringObject
    if isinstance(one, text) and isinstance(other, text):
        return str(one) == str(other)
    if isinstance(one, dict) and isinstance(other, dict) and not is_stream(one) and not is_stream(other):
        entries = dict(other.items())
        return one.keys() == entries.keys() and all(is_same_text(each, entries[key]) for key, each in one.items())
    if isinstance(one, list) and isinstance(other, list):
        some, others = [*list.__iter__(one)], [*list.__iter__(other)]
        return len(some) == len(others) and all(map(is_same_text, some, others))
    return is_same(one, other)


def are_same(some: list[Any], others: list[Any]) -> bool:
    """Whether the items of two lists are the same."""
    return len(some) == len(others) and all(map(is_same, some, others))


def _is_same_box(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two rectangles have the same corners. Their numbers may be whole or not: 0 and 0.0 are the same."""
    if not (isinstance(one, list) and isinstance(other, list)):
        return is_same(one, other)
    corners, others = [*list.__iter__(one)], [*list.__iter__(other)]
    are_numbers = all(isinstance(each, int | Decimal) for each in (*corners, *others))
    return corners == others if are_numbers else are_same(corners, others)


def differing_keys(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Yield the keys under which two dictionaries are not the same."""
    some, others = dict(one.items()), dict(other.items())
    for key in dict.fromkeys((*some, *others)):
        is_alike = _is_same_box if key in _BOXES else is_same
        if key not in some or key not in others or not is_alike(some[key], others[key]):
            yield str(key)


def explicit_numbers(reader: PdfFileReader, revision: int) -> set[tuple[int, int]]:
    """Return the objects of a revision: their numbers and generations. Numbers that it lists as free are left out."""
    section = reader.xrefs.get_xref_data(revision)
    sections = [section] if section.hybrid is None else [section, section.hybrid.xref_data]
    return {pair for each in sections for pair in each.explicit_refs_in_revision if pair[0] not in each.freed}


def named(numbers: Iterable[int]) -> str:
    """Return text that names objects."""
    ordered = sorted(numbers)
    shown = ", ".join(map(str, ordered[:3])) + (" and others" if len(ordered) > 3 else "")  # noqa: PLR2004
    return f"object {shown}" if len(ordered) == 1 else f"objects {shown}"
