"""The names of all faults that can be injected, with their descriptions."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Fault(StrEnum):
    """A fault, by name. ``DESCRIPTIONS`` says what each does."""

    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    TOO_MANY_CALLS = "429"
    INTERNAL_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    HTML = "html"
    SLOW = "slow"
    TRUNCATED = "truncated"
    UNKNOWN_STATUS = "unknown-status"
    UNKNOWN_ELEMENT = "unknown-element"
    UNAUTHORIZED = "401"
    EXPIRES_IN_TEXT = "expires-in-text"
    EXPIRES_SOON = "expires-soon"
    OTHER_DOCUMENT = "other-document"
    OTHER_SIGNER = "other-signer"
    BROKEN_SEAL = "broken-seal"
    LEVEL_B = "level-b"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    REVOKED = "revoked"


DESCRIPTIONS: Final[Mapping[Fault, str]] = {
    Fault.DROP_BEFORE: "The connection breaks before the service acts. Nothing has happened.",
    Fault.DROP_AFTER: "The service acts, but its response is lost. The client cannot know that it acted.",
    Fault.TOO_MANY_CALLS: "The organisation has made too many calls and is blocked for 30 seconds.",
    Fault.INTERNAL_ERROR: "The service responds with an internal error.",
    Fault.BAD_GATEWAY: "A gateway cannot reach the service. The body is empty.",
    Fault.UNAVAILABLE: "The service is not available for the moment. The body is empty.",
    Fault.GATEWAY_TIMEOUT: "A gateway has waited too long for the service. The body is empty.",
    Fault.HTML: "A gateway responds with an HTML page instead of XML.",
    Fault.SLOW: "The response is delayed by the seconds that you enter below.",
    Fault.TRUNCATED: "The connection ends in the middle of the response's body.",
    Fault.UNKNOWN_STATUS: "The first signer has a status that clients do not know yet (for polls).",
    Fault.UNKNOWN_ELEMENT: "The XML has elements that clients do not know yet.",
    Fault.UNAUTHORIZED: "The service refuses the token or the certificate before it acts.",
    Fault.EXPIRES_IN_TEXT: "The lifetime of the token is a text, not a number.",
    Fault.EXPIRES_SOON: "The token is valid for ten seconds only.",
    Fault.OTHER_DOCUMENT: "The evidence covers a document that was not sent, instead of the first one.",
    Fault.OTHER_SIGNER: "The evidence is about a person who was not addressed.",
    Fault.BROKEN_SEAL: "The seal does not verify with its certificate.",
    Fault.LEVEL_B: "The signatures have the level B: no time-stamp, and no revocation data.",
    Fault.UNTRUSTED: "The certificate is from an unknown authority, which is not a trust anchor.",
    Fault.EXPIRED: "The certificate expired an hour before it was used.",
    Fault.REVOKED: "The certificate was revoked an hour before it was used.",
}
"""The effect of each fault. Faults in evidence are for downloads of a XAdES or a PAdES in the sealed form."""

IN_SIGNED_DOCUMENTS: Final = frozenset(
    {
        Fault.OTHER_DOCUMENT,
        Fault.OTHER_SIGNER,
        Fault.BROKEN_SEAL,
        Fault.LEVEL_B,
        Fault.UNTRUSTED,
        Fault.EXPIRED,
        Fault.REVOKED,
    }
)
"""The faults in signed documents. All others change the response to a call."""
