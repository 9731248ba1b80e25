"""National id numbers that can be compared, although only their first digits can be shown."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final, NamedTuple

_KEY: Final = secrets.token_bytes(32)
"""Known only to this process, so that no number can be computed from its fingerprint."""


class MaskedNumber(NamedTuple):
    """A masked number, and the fingerprint of the whole one; both are None if there is no number."""

    shown: str | None
    fingerprint: str | None


def fingerprint_of(number: str) -> str:
    """Return the fingerprint of a number, or of a text that may have one. It is the same only in this process."""
    return hmac.new(_KEY, number.encode(), hashlib.sha256).hexdigest()
