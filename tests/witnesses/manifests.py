"""Manifests and job requests at the edges of facets and encodings, compared with what Xerces says of them.

Xerces validates by the service's own schemas: those in the folder ``WITNESS_SCHEMAS``, or in the official library.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from lxml import etree

import signature_schema
from signature_model import SigningFlow, validate_manifest
from signature_model.errors import ForbiddenXml, UnreadableInput
from signature_model.xml.schemas import SCHEMAS
from signature_model.xml.trees import parse
from tests.witnesses.classes import Compared, Disagreement
from tests.witnesses.manifest_makers import Message, made
from tests.witnesses.servers import java, official_schemas

if TYPE_CHECKING:
    from random import Random

_UNDECIDED: Final = frozenset({"PSR102", "PSR104"})
"""We refuse what Xerces accepts: document types, and documents of other kinds."""
_INVALID: Final = frozenset({"PSR103", "PSR106", "PSR107"})


class Manifests:
    """Makes manifests and job requests, and compares our verdict on each with that of Xerces."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self._folder = TemporaryDirectory()
        folder = official_schemas(Path(self._folder.name) / "schemas")
        if folder is None:
            self.missing.append("the official schemas (Maven, or their folder in WITNESS_SCHEMAS); Xerces uses ours")
            folder = signature_schema.PORTAL.parent
        self._servers = {flow: java("Schemas", f"{folder}/{flow.value}.xsd") for flow in SigningFlow}
        if None in self._servers.values():
            self.missing.append("Xerces (a JDK 17)")

    def compare(self, random: Random) -> Compared:
        """Make one message, and say whether Xerces disagrees with us."""
        message = made(random)
        ours, said, codes = _of_request(message) if message.is_request else _of_manifest(message)
        verdict = f"{message.kind}: {ours}"
        server = self._servers[message.flow]
        if server is None or codes & _UNDECIDED:
            return Compared((message.kind,), f"{message.kind}: undecided")
        path = Path(self._folder.name) / "manifest.xml"
        path.write_bytes(message.content)
        kind, _, words = server.ask(path)[0].partition("\t")
        if kind == ours or (kind == "invalid" and "PSR108" in codes):
            return Compared((message.kind,), verdict)
        if (hint := _refused_hint(words)) is not None and hint in _hints(message.content):
            words = f"{ours} for us, {kind} for Xerces: a hint in xsi:schemaLocation"
        elif ours == "malformed":
            words = f"malformed for us, not for Xerces: {said}"
        else:
            words = f"{ours} for us, {kind or 'no answer'} for Xerces: {words or said}"
        return Compared((message.kind,), verdict, (Disagreement(words, message.content),))


def _of_manifest(message: Message) -> tuple[str, str, set[str]]:
    findings = validate_manifest(message.content).findings
    codes = {each.code for each in findings}
    ours = "malformed" if "PSR101" in codes else "invalid" if codes & _INVALID else "ok"
    return ours, next((each.message for each in findings if each.code in _INVALID | {"PSR101"}), ""), codes


def _of_request(message: Message) -> tuple[str, str, set[str]]:
    """Return the verdict of parser and schema; a longer text in UTF-16 is for manifests only."""
    try:
        root = parse(message.content)
    except ForbiddenXml as refusal:
        return "malformed", str(refusal), {"PSR102"}
    except UnreadableInput as refusal:
        return "malformed", str(refusal), {"PSR101"}
    faults = SCHEMAS[message.flow].faults(root)
    codes = {"PSR108"} if any(ord(each) > 0xFFFF for each in "".join(root.itertext())) else set()
    return "invalid" if faults else "ok", faults[0].message if faults else "", codes


def _refused_hint(words: str) -> str | None:
    """The value that Xerces does not take for a URI."""
    found = re.search(r"'([^']*)' is not a valid value for 'anyURI'", words)
    return None if found is None else found[1]


def _hints(content: bytes) -> set[str]:
    """The parts of all attributes ``xsi:schemaLocation``."""
    hints = etree.fromstring(content).xpath("//@*[local-name() = 'schemaLocation']")
    return {part for each in hints for part in each.split()}
