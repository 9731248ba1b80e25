"""Examples that are parts of a manifest or of a job request, in a valid bundle that is sealed again."""

import re
from textwrap import indent
from typing import Final

from signature_model import Report, Sector, Signer, validate_bundle, write_manifest
from signature_model.manifests.requests import parse_direct_request, parse_request
from signature_model.validation.validators import validate_request
from tests.docs.rule_examples.example import Example
from tests.kits import pdfs
from tests.kits.bundles import MANIFEST, SEAL, put_together, seal_of
from tests.kits.jobs import a_direct_job, a_job

ORDER: Final = (
    "signers", "signer", "sender", "title", "nonsensitive-title", "description", "documents", "document",
    "required-authentication", "availability", "identifier-in-signed-documents",
)  # fmt: skip
"""The children of the manifest of either flow in the order of the schema."""

_PIECES: Final = re.compile(r"^<([\w-]+).*?(?=^<(?!/)|\Z)", re.MULTILINE | re.DOTALL)
_CHILD: Final = r"(?ms)^  <{name}[ />].*?(?=^  <(?!/)|^</)"
_DOCUMENT: Final = re.compile(r'<document href="([^"]*)" mime="([^"]*)"')


def with_piece(example: Example, text: str) -> Report:
    """Validate a bundle whose manifest has the elements of the text."""
    manifest = _manifest(example)
    for name in example.without:
        manifest = re.sub(_CHILD.format(name=name), "", manifest)
    for piece in _PIECES.finditer(text):
        manifest = _with_child(manifest, piece[1], indent(piece[0], "  "))
    return _judged(example, manifest)


def with_start(example: Example, text: str) -> Report:
    """Validate a bundle whose manifest starts with the text, up to the start tag of its root."""
    _, _, rest = _manifest(example).partition('schema/v1">\n')
    root = re.findall(r"^<([\w-]+)", text, re.MULTILINE)[-1]
    return _judged(example, text + re.sub(r"^</.*>", f"</{root}>", rest, flags=re.MULTILINE))


def with_request(example: Example, text: str) -> Report:
    """Validate a job request with these elements."""
    root = f"{example.flow}-signature-job-request"
    whole = f'<{root} xmlns="http://signering.posten.no/schema/v1">{text}</{root}>'.encode()
    request = parse_direct_request(whole) if example.flow == "direct" else parse_request(whole)
    return validate_request(request, example.context)


def _manifest(example: Example) -> str:
    """Return a valid manifest; a private sender uses no lookup."""
    if example.flow == "direct":
        return write_manifest(a_direct_job()).decode()
    by_email = [Signer.by_email("kari@example.com", order=1), Signer.by_email("ola@example.com", order=2)]
    job = a_job(signers=by_email) if example.context.sector is Sector.PRIVATE else a_job()
    return write_manifest(job).decode()


def _with_child(manifest: str, name: str, child: str) -> str:
    replaced, times = re.subn(_CHILD.format(name=name), lambda _: child, manifest)
    if times:
        return replaced
    later = "".join(rf"  <{each}[ />]|" for each in ORDER[ORDER.index(name) + 1 :])
    return re.sub(rf"(?m)^(?={later}</)", lambda _: child, manifest, count=1)


def _judged(example: Example, manifest: str) -> Report:
    types = dict(_DOCUMENT.findall(manifest))
    files = {href: pdfs.paper() if mime != "text/plain" else b"A contract." for href, mime in types.items()}
    members = files | {MANIFEST: manifest.encode()}
    seal = seal_of(members, types=types | {MANIFEST: "application/xml"})
    return validate_bundle(put_together(members | {SEAL: seal}), example.context)
