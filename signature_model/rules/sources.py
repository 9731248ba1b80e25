"""The sources of the rules: what they are, and where they can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_GUIDE = "https://signering-docs.readthedocs.io/en/latest"
_ETSI = "https://www.etsi.org/deliver/etsi_ts"


@dataclass(frozen=True, slots=True)
class Source:
    """A public document: its name in words, and its address."""

    words: str
    address: str


SOURCES: Mapping[str, Source] = {
    "portal": Source("the service's guide, portal flow", f"{_GUIDE}/client-integration/portal-flow.html"),
    "direct": Source("the service's guide, direct flow", f"{_GUIDE}/client-integration/direct-flow.html"),
    "create": Source("the service's guide, creating signature requests", f"{_GUIDE}/opprette-oppdrag.html"),
    "package": Source("the service's profile of the document package", f"{_GUIDE}/egen-integrasjon/dokumentpakke.html"),
    "security": Source("the service's documentation, security", f"{_GUIDE}/egen-integrasjon/sikkerhet.html"),
    "signed": Source("the service's documentation, signed documents", f"{_GUIDE}/signert-dokument.html"),
    "addressing": Source(
        "the service's documentation, addressing signers", f"{_GUIDE}/adressering-av-undertegner.html"
    ),
    "type": Source("the service's documentation, signature type", f"{_GUIDE}/signaturtype.html"),
    "level": Source("the service's documentation, authentication level", f"{_GUIDE}/sikkerhetsniv%C3%A5.html"),
    "notifications": Source("the service's documentation, notifications", f"{_GUIDE}/varsler-til-undertegner.html"),
    "xsd": Source(
        "the specification's portal.xsd and direct.xsd",
        "https://github.com/digipost/signature-api-specification/tree/master/schema/xsd",
    ),
    "ASiC": Source(
        "ETSI TS 102 918 and TS 103 174 (ASiC)", f"{_ETSI}/102900_102999/102918/01.03.01_60/ts_102918v010301p.pdf"
    ),
    "XAdES": Source(
        "ETSI TS 101 903 and TS 103 171 (XAdES)", f"{_ETSI}/101900_101999/101903/01.04.02_60/ts_101903v010402p.pdf"
    ),
    "PDF": Source(
        "ISO 32000-1 (PDF)", "https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf"
    ),
    "zip": Source("PKWARE's APPNOTE.TXT (ZIP)", "https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"),
}
"""The sources by the short names that rules use; a clause may follow the name."""


def in_full(source: str) -> str:
    """Return a source in words: several names, or a name with its clause. Any other text is returned unchanged."""
    names = source.split(", ")
    if all(name in SOURCES for name in names):
        return "; ".join(SOURCES[name].words for name in names)
    name, _, clause = source.partition(" ")
    return f"{SOURCES[name].words}, {clause}" if name in SOURCES else source


def maybe_address(source: str) -> str | None:
    """Return the address of a rule's source, of the first one if there are several; None if it has none."""
    found = SOURCES.get(source.partition(" ")[0].rstrip(","))
    return None if found is None else found.address
