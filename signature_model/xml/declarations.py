"""The XML declaration: the version and encoding that it states, compared with the bytes.

libxml2 ignores the stated encoding after a byte order mark, and versions such as 1.5. Other parsers refuse such
documents, so this module refuses them too.
"""

from __future__ import annotations

import codecs
import re

from signature_model.errors import MalformedXml
from signature_model.masking import quoted

_DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*(?P<v>["'])(?P<version>[^"']*)(?P=v)"""
    rb"""(?:\s+encoding\s*=\s*(?P<e>["'])(?P<encoding>[^"']*)(?P=e))?"""
)
_LONGEST_DECLARATION = 1024
_BEFORE_XML = codecs.BOM_UTF8 + b" \t\r\n"
_UTF8 = frozenset({"utf-8", "utf8"})
_ASCII = frozenset({"ascii", "us-ascii"})
_LIKE_ASCII = re.compile(r"iso-8859-(?:[1-9]|13|15)|windows-125[0-8]")
"""Encodings that all parsers know, and that encode ASCII characters as UTF-8 does (XML 1.0, 4.3.3)."""


def starts_like_xml(content: bytes) -> bool:
    """Whether the first octet that is neither white space nor a byte order mark begins a tag, as in every document."""
    return content.lstrip(_BEFORE_XML).startswith(b"<")


def declaration_fault(content: bytes, *, only_utf8: bool = True) -> MalformedXml | None:
    """Say what is wrong with the version or the encoding of a document; None if it is XML 1.0 in UTF-8.

    Without ``only_utf8``, encodings that have one byte for each character and include ASCII are allowed, too.
    """
    if b"\0" in content[:4]:  # UTF-16 and UTF-32 have a zero byte there, with or without a byte order mark
        return _wide_fault(content)
    found = _DECLARATION.match(content.removeprefix(codecs.BOM_UTF8))
    if found is None:
        return None
    version, encoding = (found[each] or b"" for each in ("version", "encoding"))
    if version != b"1.0":
        return MalformedXml(f"the XML version is {_shown(version)}, not 1.0", 'declare version="1.0"', line=1)
    stated = encoding.decode("ascii", "replace").lower() or "utf-8"
    is_same_in_ascii = stated in _ASCII and content.removeprefix(codecs.BOM_UTF8).isascii()
    is_other_allowed = content.isascii() or not (only_utf8 or content.startswith(codecs.BOM_UTF8))
    if stated in _UTF8 or is_same_in_ascii or (is_other_allowed and _LIKE_ASCII.fullmatch(stated)):
        return None
    if is_utf8(content):
        message, hint = (
            f"the declared encoding is {_shown(encoding)}, but the file is UTF-8",
            'declare encoding="UTF-8"',
        )
        return MalformedXml(message, hint, line=1)
    return MalformedXml(f"the encoding is {_shown(encoding)}, not UTF-8", "write it as UTF-8", line=1)


def _wide_fault(content: bytes) -> MalformedXml:
    actual = "UTF-32" if b"\0\0" in content[:4] else "UTF-16"
    found = _DECLARATION.search(content[:_LONGEST_DECLARATION].replace(b"\0", b""))
    stated = found["encoding"] if found else None
    if stated is None or stated.upper().startswith(actual.encode()):
        return MalformedXml(f"the encoding is {actual}, not UTF-8", "write it as UTF-8", line=1)
    message = f"the declared encoding is {_shown(stated)}, but the file is {actual}"
    return MalformedXml(message, "write it as UTF-8", line=1)


def _shown(text: bytes) -> str:
    return quoted(text.decode("ascii", "replace"))


def is_utf8(content: bytes) -> bool:
    """Whether these bytes are UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
