"""Seals that are changed and often signed again, compared with what xmlsec1 says of them.

A seal without an error of ours must verify, and one that we call changed or invalid (PSR503, PSR504) must not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model import Severity, validate_bundle
from tests.kits.bundles import SEAL, resealed, taken_apart, tampered
from tests.kits.seals import C14N, C14N_11, DS, EXCLUSIVE
from tests.witnesses.classes import Disagreement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from tests.kits.seals import Surgery

_REMEDY: Final = "xmlsec1 (apt-get install xmlsec1)"
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
_TEXTS: Final = ("", " ", "AAAA", "\N{NO-BREAK SPACE}", "\n", "2026-06-01T12:00:00Z", "<!-- -->")


class Seals:
    """Makes seals, and compares our verdict on each with that of xmlsec1."""

    def __init__(self) -> None:
        self.missing = [] if shutil.which("xmlsec1") else [_REMEDY]

    def compare(self, random: Random) -> Iterator[Disagreement]:
        """Make one seal, and say whether xmlsec1 disagrees with us."""
        bundle = made(random)
        if bundle is None or self.missing:
            return
        errors = {each.code for each in validate_bundle(bundle).findings if each.severity is Severity.ERROR}
        is_verified, said = _by_xmlsec1(bundle)
        if not errors and not is_verified:
            yield Disagreement(f"xmlsec1 refuses what has no error: {said}", bundle)
        if errors and errors <= _BROKEN and is_verified:
            yield Disagreement(f"xmlsec1 verifies what has {', '.join(sorted(errors))}", bundle)


def made(random: Random) -> bytes | None:
    """Return a bundle whose seal has up to three changes; None if the changes leave nothing to sign."""
    changes = [_change(random) for _ in range(random.choice((0, 1, 1, 2, 3)))]

    def surgery(root: etree._Element) -> None:
        for each in changes:
            each(root)

    with suppress(StopIteration, ValueError, TypeError):
        return resealed(surgery) if random.random() < 0.7 else tampered(surgery)
    return None


def _change(random: Random) -> Surgery:
    place, other, number = random.random(), random.random(), random.randrange(8)
    attribute, value = random.choice(_ATTRIBUTES), random.choice(_VALUES)
    algorithm, text = random.choice(_ALGORITHMS), random.choice(_TEXTS)

    def surgery(root: etree._Element) -> None:
        elements = list(root.iter("*"))[1:]
        element = elements[int(place * len(elements))]
        target = elements[int(other * len(elements))]
        above = element.getparent()
        if number == 0:
            element.set(attribute, value)
        elif number == 1 and element.get("Algorithm") is not None:
            element.set("Algorithm", algorithm)
        elif number == 2:
            element.text = (element.text or "") + text
        elif number == 3 and above is not None:
            above.remove(element)
        elif number == 4:
            element.addnext(deepcopy(element))
        elif number == 5:
            target.append(deepcopy(element))
        elif number == 6:
            element.insert(0, etree.Comment("here"))
        else:
            etree.SubElement(element, f"{DS}Transform", Algorithm=algorithm)

    return surgery


def _by_xmlsec1(bundle: bytes) -> tuple[bool, str]:
    """Whether xmlsec1 verifies the seal of a bundle, and what it says."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for member, content in taken_apart(bundle).items():
            path = folder / member
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        command = (shutil.which("xmlsec1") or "xmlsec1", *_OPTIONS, "--insecure", os.fspath(folder / SEAL))
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    errors = [line.rpartition(":subj=")[2] for line in done.stderr.splitlines() if ":subj=" in line]
    return done.returncode == 0, errors[0] if errors else done.stderr[:120].replace("\n", " ")
