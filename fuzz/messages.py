"""HTTP messages as bytes: a first line, header fields, an empty line, a body. Two targets have inputs of this form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from fuzz.mutators.texts import tokens_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fuzz.mutators.archives import Mutator
    from fuzz.mutators.dice import Dice

_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


class Message(NamedTuple):
    """The first line, the header fields with names in lower case, and the body."""

    line: str
    headers: dict[str, str]
    body: bytes


def message_of(content: bytes) -> Message:
    """Read any bytes as a message."""
    head, body = _cut(content)
    line, *fields = head.decode("latin-1").splitlines() or [""]
    named = (each.partition(":") for each in fields)
    return Message(line, {name.strip().lower(): value.strip() for name, _, value in named}, body)


def written(line: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return the message as bytes."""
    return "\n".join([line, *(f"{name}: {value}" for name, value in headers.items()), "\n"]).encode("latin-1") + body


def message_changed(content: bytes, most: int, dice: Dice, words: Sequence[bytes], body_changed: Mutator) -> bytes:
    """Change the head of a message, or its body with the body's mutator; return at most ``most`` bytes."""
    if dice.one_in(10):
        return dice.plain(content, most)
    head, body = _cut(content)
    if dice.one_in(3):
        head = tokens_changed(head, 2_000, dice, words)
    else:
        body = body_changed(body, max(0, most - len(head) - 2), dice)
    return (head + b"\n\n" + body)[:most]


def _cut(content: bytes) -> tuple[bytes, bytes]:
    found = _END_OF_HEAD.search(content)
    return (content[: found.start()], content[found.end() :]) if found else (content, b"")
