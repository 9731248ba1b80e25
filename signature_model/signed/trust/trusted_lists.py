"""National trusted lists of qualified trust services (ETSI TS 119 612): whether an issuer was qualified at a moment.

The caller gives the list. Its own signature is not verified: get it from the supervisory authority over TLS, and keep
the copy with the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signature_model.credentials.certificates import UNREADABLE, maybe_certificate, maybe_subject
from signature_model.errors import UnreadableInput
from signature_model.seals.reading import maybe_base64
from signature_model.xml.lexical import in_utc, maybe_time
from signature_model.xml.trees import Limits, local_name, parse, root_in_words, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from cryptography.x509 import Certificate
    from lxml import etree

    Key = tuple[object, bytes]
    """The name and the public key of an issuer."""

LIMITS: Final = Limits(size=32 << 20, depth=64, namespaces=50_000)
ROOT: Final = "TrustServiceStatusList"

_QUALIFIED_ISSUER: Final = "/Svctype/CA/QC"
_GRANTED: Final = ("/granted", "/undersupervision", "/accredited", "/supervisionincessation")
"""The statuses of qualified services. The first is in use since 2016; the others are older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedList:
    """The issuers of qualified certificates in a list.

    Each has the times at which its status changed, and whether it was granted from then on.
    """

    statuses: dict[Key, tuple[tuple[datetime, bool], ...]]

    @classmethod
    def from_xml(cls, content: bytes) -> TrustedList:
        """Read a list. Raises UnreadableInput if the content is not a trusted list."""
        root = parse(content, LIMITS)
        if local_name(root) != ROOT:
            msg = f"the root element is {root_in_words(root)}, not `{ROOT}`"
            raise UnreadableInput(msg)
        found: dict[Key, tuple[tuple[datetime, bool], ...]] = {}
        for service in root.iter("{*}TSPService"):
            statuses = tuple(sorted(_statuses(service)))
            for key in _keys(service) if statuses else ():
                found[key] = tuple(sorted((*found.get(key, ()), *statuses)))
        return cls(statuses=found)

    def qualifies(self, issuers: Iterable[Certificate], moment: datetime) -> bool:
        """Whether one of these issuers was listed as an issuer of qualified certificates at an aware moment."""
        return any(_is_granted(self.statuses.get(key, ()), moment) for key in map(_maybe_key, issuers) if key)


def _is_granted(statuses: tuple[tuple[datetime, bool], ...], moment: datetime) -> bool:
    before = [is_granted for since, is_granted in statuses if since <= moment]
    return bool(before) and before[-1]


def _statuses(service: etree._Element) -> Iterator[tuple[datetime, bool]]:
    for information in service.iter("{*}ServiceInformation", "{*}ServiceHistoryInstance"):
        if not _text(information, "ServiceTypeIdentifier").endswith(_QUALIFIED_ISSUER):
            continue
        since = in_utc(maybe_time(_text(information, "StatusStartingTime")))
        if since is not None:
            yield since, _text(information, "ServiceStatus").endswith(_GRANTED)


def _keys(service: etree._Element) -> Iterator[Key]:
    for element in service.iter("{*}X509Certificate"):
        certificate = maybe_certificate(maybe_base64(text_of(element)) or b"")
        key = None if certificate is None else _maybe_key(certificate)
        if key is not None:
            yield key


def _maybe_key(certificate: Certificate) -> Key | None:
    try:
        encoded = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except UNREADABLE:
        return None
    subject = maybe_subject(certificate)
    return None if subject is None else (subject, encoded)


def _text(element: etree._Element, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return "" if child is None else text_of(child).strip()
