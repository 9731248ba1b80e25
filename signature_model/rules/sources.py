"""The sources of the rules in full, and where they can be read."""

from __future__ import annotations

from signature_model.rules.registry import SOURCES

_GUIDE = "https://signering-docs.readthedocs.io/en/latest"
_ETSI = "https://www.etsi.org/deliver/etsi_ts"

ADDRESSES = {
    "portal": f"{_GUIDE}/client-integration/portal-flow.html",
    "create": f"{_GUIDE}/opprette-oppdrag.html",
    "package": f"{_GUIDE}/egen-integrasjon/dokumentpakke.html",
    "security": f"{_GUIDE}/egen-integrasjon/sikkerhet.html",
    "signed": f"{_GUIDE}/signert-dokument.html",
    "addressing": f"{_GUIDE}/adressering-av-undertegner.html",
    "type": f"{_GUIDE}/signaturtype.html",
    "level": f"{_GUIDE}/sikkerhetsniv%C3%A5.html",
    "notifications": f"{_GUIDE}/varsler-til-undertegner.html",
    "xsd": "https://github.com/digipost/signature-api-specification/blob/master/schema/xsd/portal.xsd",
    "ASiC": f"{_ETSI}/102900_102999/102918/01.03.01_60/ts_102918v010301p.pdf",
    "XAdES": f"{_ETSI}/101900_101999/101903/01.04.02_60/ts_101903v010402p.pdf",
    "zip": "https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT",
}
"""The public addresses, by the short names that rules give."""


def in_full(source: str) -> str:
    """A rule's source in words: names in a row, or a name with its clause; any other text as it is."""
    names = source.split(", ")
    if all(name in SOURCES for name in names):
        return "; ".join(SOURCES[name] for name in names)
    name, _, clause = source.partition(" ")
    return f"{SOURCES[name]}, {clause}" if name in SOURCES else source


def maybe_address(source: str) -> str | None:
    """Where a rule's source can be read, the first where there are several."""
    return ADDRESSES.get(source.partition(" ")[0].rstrip(","))
