"""The spelling of values in a PDF: whether pyHanko and all readers read the same octets (ISO 32000-2, 7.2 and 7.3).

They differ in strings with line ends or unusual escapes, in names that are not UTF-8, and in unusual numbers. In what
an update writes, fewer spellings are plain than in a document, because readers had to show the document before.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import Final

_END: Final = rb"(?=[\0\t\n\f\r ()<>\[\]/%])"
_TOKENS: Final = rb"""(?:
      [\0\t\n\f\r\ ] | << | >> | \[ | \]
    | /((?:[!"$&'*-.0-9:;=?@A-Z\\^_`a-z|~,+]|\#[2-9A-Fa-f][0-9A-Fa-f])*+)END
    | [+-]?(?:\d{1,10}(?:\.\d{0,60})?|\.\d{1,60})END
    | (?:true|false|null|R)END
    | MORE
    | (.))""".replace(b"END", _END)
"""All tokens, and any other octet."""
_NEW: Final = rb"[^()\\\r]|\\[nrtbf()\\]|\\[0-3][0-7]{2}"
_OLD: Final = rb"[^()\\\r]|\\[nrtbf()\\]|\\[0-3][0-7]{2}|\\[0-7]{1,2}(?![0-7])"
_NESTED: Final = 10


def _strings(text: bytes, depth: int) -> bytes:
    """Return the expression for strings with brackets of this depth in them."""
    return reduce(
        lambda inner, _: rb"\((?:" + text + rb"|" + inner + rb")*+\)", range(depth), rb"\((?:" + text + rb")*+\)"
    )


_IN_UPDATES: Final = re.compile(_TOKENS.replace(b"MORE", rb"<(?:[0-9A-Fa-f]{2})*+> | " + _strings(_NEW, 1)), re.VERBOSE)
_IN_DOCUMENTS: Final = re.compile(
    _TOKENS.replace(b"MORE", rb"<[0-9A-Fa-f\0\t\n\f\r\ ]*+> | %[^\r\n]*+[\r\n] | " + _strings(_OLD, _NESTED)),
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(rb"#(..)", re.DOTALL)


def is_plainly_spelled(values: bytes, *, is_new: bool) -> bool:
    """Whether pyHanko and all readers read the same values. ``values`` is text of a PDF, without a stream."""
    tokens = _IN_UPDATES if is_new else _IN_DOCUMENTS
    return all(each[2] is None and _is_utf8(each[1] or b"") for each in tokens.finditer(values + b" "))


def _is_utf8(name: bytes) -> bool:
    if b"#" not in name:
        return True
    try:
        _ESCAPE.sub(lambda each: bytes([int(each[1], 16)]), name).decode()
    except UnicodeDecodeError:
        return False
    return True
