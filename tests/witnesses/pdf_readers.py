"""Independent readers of PDFs: PDFBox, qpdf (the command and the library in pikepdf), poppler and mupdf."""

import io
import logging
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pikepdf

from tests.witnesses.servers import Server, has_jar, java

_COMMANDS: Final = {"qpdf": "qpdf", "pdfinfo": "poppler-utils", "mutool": "mupdf-tools"}
_MISSING: Final = re.compile(
    r"Kids object \(page \d+\) is wrong type|non-page object in page tree|missing page"
    r"|cannot find page \d+ in page tree"
    r"|/Type key should be /Page but is not; overriding WARNING: [^>]{0,99} attempted on object of type"
)
_MEMORY: Final = ("-Xss64m", "-Xmx1g")
"""PDFBox follows nested objects by recursion."""
_LONGEST: Final = 30
"""Seconds for one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a reader says of a file: how many pages (0 if it cannot open it), the version if it says so, its words."""

    pages: int = 0
    version: str | None = None
    encrypted: bool = False
    words: str = ""

    @property
    def shows_a_page(self) -> bool:
        """Whether a page is there: poppler and mupdf also show pages that they do not find, as empty ones."""
        return self.pages > len(_MISSING.findall(self.words))


def missing() -> list[str]:
    """Name the readers that are not installed, and what installs them."""
    found = [f"{name} (apt-get install {package})" for name, package in _COMMANDS.items() if shutil.which(name) is None]
    if not has_jar("pdfbox") or shutil.which("java") is None:
        found.append("PDFBox (a JDK 17 and Maven)")
    return found


def readers() -> Mapping[str, Callable[[Path], Opened]]:
    """Return the readers that are installed by their names."""
    found: dict[str, Callable[[Path], Opened]] = {"pikepdf": _pikepdf}
    known = {"qpdf": _qpdf, "pdfinfo": _poppler, "mutool": _mupdf}
    found |= {name: reader for name, reader in known.items() if shutil.which(name)}
    if has_jar("pdfbox") and (server := java("PdfBoxReader", options=_MEMORY)):
        found["PDFBox"] = lambda path: _pdfbox(server, path)
    return found


def _pdfbox(server: Server, path: Path) -> Opened:
    kind, _, rest = server.ask(path)[0].partition(" ")
    if kind == "pages":
        pages, version, *words = rest.split()
        return Opened(pages=int(pages), version=version, words=" ".join(words))
    found = re.match(r"\d+ pages promised, (\d+) found", rest)
    return Opened(encrypted=kind == "encrypted", pages=int(found[1]) if found else 0, words=rest)


def _run(*command: str | Path) -> tuple[int, str, str]:
    try:
        ended = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return -1, "", "took too long"
    return ended.returncode, ended.stdout.decode("latin-1"), " ".join(ended.stderr.decode("latin-1").split())


def _qpdf(path: Path) -> Opened:
    _, out, words = _run("qpdf", "--json=2", "--json-key=pages", "--json-key=encrypt", path)
    if "password" in words or '"encrypted": true' in out:
        return Opened(encrypted=True)
    return Opened(pages=out.count('"pageposfrom1"'), words=words.replace(str(path), ""))


def _pikepdf(path: Path) -> Opened:
    logging.getLogger("pikepdf._core").disabled = True
    try:
        with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
            if pdf.is_encrypted:
                return Opened(encrypted=True)
            return Opened(pages=len(pdf.pages), version=pdf.pdf_version, words="; ".join(map(str, pdf.get_warnings())))
    except pikepdf.PasswordError:
        return Opened(encrypted=True)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as failed:
        return Opened(words=str(failed))


def _poppler(path: Path) -> Opened:
    status, out, words = _run("pdfinfo", "-f", "1", "-l", "99999", path)
    if "Incorrect password" in words or re.search(r"^Encrypted:\s+yes", out, re.MULTILINE):
        return Opened(encrypted=True)
    version = re.search(r"^PDF version:\s+(\S+)", out, re.MULTILINE)
    sizes = re.findall(r"^Page +\d+ size: +(.*)", out, re.MULTILINE)
    words += " missing page" * sum(size.startswith("0 x 0 ") for size in sizes)
    return Opened(pages=0 if status else len(sizes), version=version[1] if version else None, words=words)


def _mupdf(path: Path) -> Opened:
    _, out, words = _run("mutool", "pages", path)
    pages = len(re.findall(r"<page pagenum=\"[1-9]\d*\">\s*<", out))
    return Opened(encrypted="password" in words, pages=pages, words=words)
