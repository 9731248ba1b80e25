"""Write a distinguished name as text (RFC 2253), and compare a text with a name, as ``ds:X509IssuerName`` needs both.

Clients write names in several ways, and the comparison accepts all of them. ``rules.seals`` compares the serial number.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from cryptography import x509

from signature_model.credentials.ber import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

_Value = str | bytes
_Rdn = frozenset[tuple[str, _Value]]

# RFC 2253, 2.3: only these attributes are written by keyword.
_WRITTEN = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
}
# .NET, OpenSSL and Bouncy Castle write these keywords, too.
_READ = {keyword: oid for oid, keyword in _WRITTEN.items()} | {
    "S": "2.5.4.8",
    "SERIALNUMBER": "2.5.4.5",
    "ORGANIZATIONIDENTIFIER": "2.5.4.97",
    "E": "1.2.840.113549.1.9.1",
    "EMAIL": "1.2.840.113549.1.9.1",
    "EMAILADDRESS": "1.2.840.113549.1.9.1",
    "SN": "2.5.4.4",
    "SURNAME": "2.5.4.4",
    "G": "2.5.4.42",
    "GN": "2.5.4.42",
    "GIVENNAME": "2.5.4.42",
    "I": "2.5.4.43",
    "INITIALS": "2.5.4.43",
    "T": "2.5.4.12",
    "TITLE": "2.5.4.12",
    "DNQ": "2.5.4.46",
    "DNQUALIFIER": "2.5.4.46",
    "DESCRIPTION": "2.5.4.13",
    "BUSINESSCATEGORY": "2.5.4.15",
    "POSTALCODE": "2.5.4.17",
}

_WRITTEN_AS_TEXT = {0x0C, 0x13, 0x14, 0x16}  # UTF8String, PrintableString, T61String, IA5String
_READ_AS_UTF_8 = {0x04, 0x12, 0x17, 0x18, 0x1A} | _WRITTEN_AS_TEXT  # as `cryptography` does
_ENCODINGS = dict.fromkeys(_READ_AS_UTF_8, "utf-8") | {0x1C: "utf-32-be", 0x1E: "utf-16-be"}

# Every quantifier is possessive, so that no text causes backtracking.
_ATTRIBUTE = re.compile(
    r"""
    \s*+ (?:OID\.)? (?P<key> [A-Z][A-Z0-9-]*+ | [0-9]++(?:\.[0-9]++)*+ ) \s*+ = \s*+
    (?: \#(?P<hex> (?:[0-9A-F]{2})++ )
      | "(?P<quoted> (?: [^"\\] | \\. | "" )*+ )"
      | (?P<plain> (?: [^"\\,;+] | \\. )*+ )
    ) \s*+ (?P<end> [,;+] | \Z )
    """,
    re.ASCII | re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ESCAPE = re.compile(r'(?P<octets>(?:\\[0-9A-Fa-f]{2})++)|\\(?P<special>[ \r,=+<>#;"\\])|""')
_BLANKS = " \r"
_LONGEST_COMPOSED = 1024


def matches_name(text: str, name: x509.Name) -> bool:
    """Whether the text states this name: the same attributes with the same values, in the same or in reverse order.

    RFC 2253 writes the most specific attribute first, Bouncy Castle and OpenSSL write the encoded order. No two issuers
    differ only by that. Case does not count (RFC 5280, 7.1). White space counts as one space. Accents may be composed.
    """
    try:
        read = list(islice(_read(text), len(name.rdns) + 1))
    except ValueError:
        return False
    rdns = [frozenset((each.oid.dotted_string, _folded(each.value)) for each in rdn) for rdn in name.rdns]
    return rdns in (read[::-1], read)


def write_name(name: x509.Name) -> str:
    """Write the name by RFC 2253 exactly as Java does: no spaces, the most specific attribute first.

    An attribute without a keyword becomes ``2.5.4.97=#0c0f…``, the value's encoding in hexadecimal. So does a value
    whose string type is not written as UTF-8; Java garbles a BMPString instead.
    """
    return ",".join("+".join(map(_written, rdn)) for rdn in reversed(name.rdns))


def _written(attribute: x509.NameAttribute[_Value]) -> str:
    (rdns,) = elements(x509.Name([attribute]).public_bytes())
    (rdn,) = elements(rdns.content)
    (pair,) = elements(rdn.content)
    _, value = elements(pair.content)
    oid = attribute.oid.dotted_string
    keyword = _WRITTEN.get(oid)
    if keyword is None or value.identifier not in _WRITTEN_AS_TEXT:
        return f"{keyword or oid}=#{value.encoded.hex()}"
    return f"{keyword}={_escaped(value.content.decode())}"


def _escaped(value: str) -> str:
    trailing = len(value.rstrip(_BLANKS))
    leading = trailing - len(value[:trailing].lstrip(_BLANKS))
    middle = re.sub(r'[,=+<>#;"\\]', r"\\\g<0>", value[leading:trailing]).replace("\0", r"\00")
    return _backslashed(value[:leading]) + middle + _backslashed(value[trailing:])


def _backslashed(blanks: str) -> str:
    return "".join(f"\\{blank}" for blank in blanks)


def _read(text: str) -> Iterator[_Rdn]:
    rdn: set[tuple[str, _Value]] = set()
    at, end = 0, text and ","
    while end:
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            msg = "not a distinguished name"
            raise ValueError(msg)
        rdn.add((_oid(match["key"]), _folded(_value(match))))
        at, end = match.end(), match["end"]
        if end != "+":
            yield frozenset(rdn)
            rdn.clear()


def _oid(key: str) -> str:
    if key[0].isdigit():
        return key
    if (oid := _READ.get(key.upper())) is None:
        msg = "unknown keyword"
        raise ValueError(msg)
    return oid


def _value(match: re.Match[str]) -> _Value:
    if match["hex"] is None:
        return _ESCAPE.sub(_unescaped, match["plain"] if match["quoted"] is None else match["quoted"])
    value, *_ = elements(bytes.fromhex(match["hex"]))
    if value.identifier in _ENCODINGS:
        return value.content.decode(_ENCODINGS[value.identifier])
    return value.content


def _unescaped(match: re.Match[str]) -> str:
    if match["octets"] is not None:
        return bytes.fromhex(match["octets"].replace("\\", "")).decode()
    return match["special"] or '"'


def _folded(value: _Value) -> _Value:
    if isinstance(value, bytes):
        return value
    single = " ".join(value.split()).casefold()
    # Normalising very many accents takes quadratic time, and no attribute is that long (X.520, upper bounds).
    return single if single.isascii() or len(single) > _LONGEST_COMPOSED else unicodedata.normalize("NFC", single)
