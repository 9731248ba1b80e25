"""Requirements for the updates of a PDF. Each function raises ForbiddenChange if its requirement is not met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import are_same, differing_keys, is_plain, is_same_text, is_stream, raw_entry

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


STREAM: Final = frozenset({"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"})
"""The keys of a stream of evidence."""


class ForbiddenChange(Exception):
    """An update changes something that it must not change. The message says what."""


def require_same(
    old: Any,  # noqa: ANN401
    new: Any,  # noqa: ANN401
    what: str,
    *,
    but: AbstractSet[str],
    texts: AbstractSet[str] = frozenset(),
) -> None:
    """Require that two dictionaries differ only under some keys. They must not be streams.

    Under the keys in ``texts``, strings are text, and may have another encoding.
    """
    differing = {*differing_keys(old, new)} - but
    others = {each for each in differing if not (each in texts and is_same_text(*_entries(each, old, new)))}
    if others or is_stream(old) or is_stream(new):
        raise ForbiddenChange(f"it changes {what}")  # noqa: EM102, TRY003


def _entries(key: str, *dictionaries: Any) -> list[Any]:  # noqa: ANN401
    return [raw_entry(each, key) for each in dictionaries]


def require_dictionary(value: Any, keys: AbstractSet[str] | None = None) -> None:  # noqa: ANN401
    """Require that a value in the security store is a dictionary with only these keys; None permits any keys."""
    if not isinstance(value, dict) or is_stream(value) or not (keys is None or value.keys() <= keys):
        raise ForbiddenChange("it adds something other than evidence to the security store")  # noqa: EM101, TRY003


def require_array(value: Any) -> None:  # noqa: ANN401
    """Require that a value in the security store is an array."""
    if not isinstance(value, list):
        raise ForbiddenChange("it adds something other than evidence to the security store")  # noqa: EM101, TRY003


def require_plain(dictionary: Any, keys: AbstractSet[str], what: str) -> None:  # noqa: ANN401
    """Require that entries of a dictionary refer to nothing."""
    if not all(is_plain(raw_entry(dictionary, each)) for each in keys):
        raise ForbiddenChange(f"it changes {what}")  # noqa: EM102, TRY003


def require_stream(value: Any, keys: AbstractSet[str], what: str) -> None:  # noqa: ANN401
    """Require a stream that refers to nothing, except perhaps to its length."""
    own = {key: each for key, each in value.items() if key != "/Length"} if is_stream(value) else {"": None}
    if not (own.keys() <= keys and is_plain(own)):
        raise ForbiddenChange(f"it changes {what}")  # noqa: EM102, TRY003


def added_items(old: list[Any], new: list[Any], what: str) -> list[Any]:
    """Return the items that were added at the end. Require that the others are the same."""
    if not are_same(old, new[: len(old)]):
        raise ForbiddenChange(f"it changes {what}")  # noqa: EM102, TRY003
    return new[len(old) :]
