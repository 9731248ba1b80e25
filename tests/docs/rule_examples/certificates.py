"""Examples that describe a certificate in the format of ``openssl``; such a certificate seals a valid bundle."""

import re
from datetime import UTC, datetime
from typing import Final

from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID

from signature_model import Report, validate_bundle
from tests.docs.rule_examples.example import Example
from tests.kits.bundles import credentials_of, sealed, taken_apart
from tests.kits.certificates import SINCE, UNTIL, authority, key_usage, seid2

_NUMBER: Final = re.compile(r"NTRNO-(\d{9})")
_CHAIN: Final = re.compile(r"^\d s:CN=([^,\n]+)", re.MULTILINE)


def described(example: Example, text: str) -> Report:
    """Validate a bundle that is sealed with the described certificate."""
    (number,) = _NUMBER.findall(text)
    usage = [each.strip().lower().replace(" ", "_") for each in _after(text, "Key Usage: critical\n").split(",")]
    leaf = authority().issue(
        seid2(number),
        usage=key_usage(*filter(None, usage)) if usage != [""] else key_usage("digital_signature"),
        since=_moment(_after(text, "notBefore="), SINCE),
        until=_moment(_after(text, "notAfter="), UNTIL),
    )
    chain = (leaf, *authority().issuers)
    shown = _CHAIN.findall(text) or [_common_name(each) for each in chain]
    assert shown == [_common_name(each) for each in chain][: len(shown)]
    return validate_bundle(sealed(taken_apart(), by=credentials_of(leaf, chain[1 : len(shown)])), example.context)


def _after(text: str, label: str) -> str:
    """Return the rest of the line after a label; empty if there is no such line."""
    return text.partition(label)[2].partition("\n")[0]


def _moment(text: str, default: datetime) -> datetime:
    return datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC) if text else default


def _common_name(certificate: Certificate) -> str:
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(name.value)
