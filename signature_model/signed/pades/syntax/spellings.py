"""The spelling of values in a PDF: whether all readers read the same octets (ISO 32000-2, 7.2 and 7.3).

Readers differ in strings with line ends or unusual escapes, in names with unusual escapes, and in unusual numbers.
"""

from __future__ import annotations

import re
from typing import Final

_STRING: Final = rb"[^()\\\r]|\\[nrtbf()\\]|\\[0-3][0-7]{2}"
_PLAIN: Final = re.compile(
    rb"""(?:
      [\0\t\n\f\r\ ]
    | << | >> | \[ | \]
    | <(?:[0-9A-Fa-f]{2})*+>
    | \((?:"""
    + _STRING
    + rb"""|\((?:"""
    + _STRING
    + rb""")*+\))*+\)
    | /(?:[!"$&'*-.0-9:;=?@A-Z\\^_`a-z|~,+]|\#[2-7][0-9A-Fa-f])*+(?=[\0\t\n\f\r\ ()<>\[\]/])
    | [+-]?(?:\d{1,10}(?:\.\d{0,20})?|\.\d{1,20})(?=[\0\t\n\f\r\ ()<>\[\]/])
    | (?:true|false|null|R)(?=[\0\t\n\f\r\ ()<>\[\]/])
    )*+""",
    re.VERBOSE,
)


def is_plainly_spelled(values: bytes) -> bool:
    """Whether all readers read the same values. ``values`` is text of a PDF, without a stream."""
    return _PLAIN.fullmatch(values + b" ") is not None
