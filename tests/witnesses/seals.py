"""Seals that are changed and often signed again, compared with what xmlsec1, DSS and the JDK say of them.

A seal without an error of ours must verify, and one that we call changed or invalid (PSR503, PSR504) must not.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from lxml import etree

from signature_model import Severity, validate_bundle
from tests.kits.bundles import SEAL, resealed, taken_apart, tampered
from tests.kits.seals import C14N, C14N_11, DS, EXCLUSIVE, every, removed
from tests.witnesses.classes import Disagreement
from tests.witnesses.servers import Server, has_jar, java

Reader = Callable[[bytes], str | None]
"""Says why the seal of a bundle does not verify; None if it does."""

_OPTIONS: Final = (
    "--verify",
    "--enabled-reference-uris",
    "empty,same-doc,local,remote",
    "--id-attr:Id",
    "SignedProperties",
)
_BROKEN: Final = frozenset({"PSR503", "PSR504"})
_ALGORITHMS: Final = (
    *(C14N, C14N_11, EXCLUSIVE, f"{C14N}#WithComments", f"{EXCLUSIVE}WithComments"),
    *(f"http://www.w3.org/2001/04/xmldsig-more#rsa-sha{bits}" for bits in (256, 384, 512)),
    *("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"),
    "http://www.w3.org/2000/09/xmldsig#sha1",
)
_ATTRIBUTES: Final = ("Id", "ID", "URI", "Type", "Target", "ObjectReference", "Encoding")
_VALUES: Final = ("", "x", "#Signature", "#SignedProperties", "ID_0", "contract.pdf", "manifest.xml", "#ID_0")
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_ADDRESSES: Final = ("./{}", "{}#", "{}?", "%6{}", "/{}", "{}#xpointer(id('SignedProperties'))", "x/../{}", "file:{}")
_TEXTS: Final = ("", " ", "AAAA", "\N{NO-BREAK SPACE}", "\n", "2026-06-01T12:00:00Z", "<!-- -->")


class Seals:
    """Makes seals, and compares our verdict on each with those of the readers."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self._readers: dict[str, Reader] = {}
        self._folder = TemporaryDirectory()
        if shutil.which("xmlsec1"):
            self._readers["xmlsec1"] = _by_xmlsec1
        else:
            self.missing.append("xmlsec1 (apt-get install xmlsec1)")
        self._add_java("DSS", "Seals", "a JDK 17 and Maven", installed=has_jar("dss-asic-xades"))
        self._add_java("JDK", "Signatures", "a JDK 17", installed=True)

    def compare(self, random: Random) -> Iterator[Disagreement]:
        """Make one seal, and name every reader that disagrees with us."""
        bundle = made(random)
        if bundle is None:
            return
        errors = {each.code for each in validate_bundle(bundle).findings if each.severity is Severity.ERROR}
        if errors - _BROKEN:
            return
        for name, reader in self._readers.items():
            refusal = reader(bundle)
            if refusal is not None and not errors:
                yield Disagreement(f"{name} refuses what has no error: {refusal}", bundle)
            if refusal is None and errors:
                yield Disagreement(f"{name} verifies what has {', '.join(sorted(errors))}", bundle)

    def _add_java(self, name: str, program: str, remedy: str, *, installed: bool) -> None:
        server = java(program) if installed else None
        if server is None:
            self.missing.append(f"{name} ({remedy})")
        else:
            self._readers[name] = lambda bundle: self._asked(server, bundle)

    def _asked(self, server: Server, bundle: bytes) -> str | None:
        path = Path(self._folder.name) / "bundle.asice"
        path.write_bytes(bundle)
        (answer,) = server.ask(path)
        kind, _, refusal = answer.partition("\t")
        return None if kind == "ok" else refusal or "the reader ended"


def made(random: Random) -> bytes | None:
    """Return a bundle whose seal has up to three changes; None if the changes leave nothing to sign."""
    count = random.choice((0, 1, 1, 2, 3))

    def surgery(root: etree._Element) -> None:
        for _ in range(count):
            _change(root, random)

    with suppress(StopIteration, ValueError, TypeError, IndexError, SyntaxError):
        return resealed(surgery) if random.random() < 0.7 else tampered(surgery)
    return None


def _change(root: etree._Element, random: Random) -> None:
    elements = list(root.iter("*"))[1:]
    element, target = random.choice(elements), random.choice(elements)
    algorithm, value = random.choice(_ALGORITHMS), random.choice(_VALUES)
    half = len(element.text or "") // 2
    random.choice(
        (
            lambda: element.set(random.choice(_ATTRIBUTES), value),
            lambda: element.set(_XML + random.choice(("base", "id", "lang", "space")), value),
            lambda: setattr(element, "text", (element.text or "") + random.choice(_TEXTS)),
            lambda: setattr(element, "text", f"{(element.text or '')[:half]}\n{(element.text or '')[half:]}"),
            lambda: setattr(element, "tail", (element.tail or "") + "\n  "),
            lambda: removed(element),
            lambda: element.addnext(deepcopy(element)),
            lambda: target.append(deepcopy(element)),
            lambda: target.insert(0, element),
            lambda: element.insert(random.randint(0, len(element)), etree.Comment("here")),
            lambda: element.insert(0, etree.ProcessingInstruction("here")),
            lambda: etree.SubElement(element, f"{DS}Transform", Algorithm=algorithm),
            lambda: random.choice([each for each in elements if each.get("Algorithm")]).set("Algorithm", algorithm),
            lambda: _readdress(random.choice(every(root, "Reference")), random),
        )
    )()


def _readdress(reference: etree._Element, random: Random) -> None:
    reference.set("URI", random.choice(_ADDRESSES).format(reference.get("URI", "")))


def _by_xmlsec1(bundle: bytes) -> str | None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for member, content in taken_apart(bundle).items():
            path = folder / member
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        command = (shutil.which("xmlsec1") or "xmlsec1", *_OPTIONS, "--insecure", os.fspath(folder / SEAL))
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    errors = [line.rpartition(":subj=")[2] for line in done.stderr.splitlines() if ":subj=" in line]
    return errors[0] if errors else done.stderr[:120].replace("\n", " ")
