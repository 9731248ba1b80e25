"""Seals that are changed and often signed again, compared with what xmlsec, DSS, the JDK and Xerces say of them.

A seal without an error of ours must verify, and one that we call changed or invalid must not. A seal that the schemas
of ASiC, XML Signature and XAdES refuse has PSR501, and the other way round.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID
from lxml import etree

from signature_model import Finding, Severity, validate_bundle
from signature_model.xml.trees import DSIG
from tests.kits.bundles import SEAL, put_together
from tests.signature_model.seals import witness
from tests.witnesses.classes import Compared, Disagreement
from tests.witnesses.seal_makers import Sealed, made
from tests.witnesses.servers import Server, has_jar, java, official_schemas

Reader = Callable[[Path, Mapping[str, bytes]], str | None]
"""Says why the seal of a bundle does not verify; None if it does."""

_BROKEN: Final = frozenset({"PSR503", "PSR504"})
_REFUSED_BY: Final = {
    "xmlsec": _BROKEN | {"PSR507"},
    "JDK": _BROKEN | {"PSR502", "PSR507"},
    "DSS": _BROKEN | {"PSR502", "PSR510"},  # it finds files by their digests, whatever their names
}
"""Our errors about which each reader knows enough to refuse them, too."""
_INTERNAL: Final = re.compile("""['"](#.*)?['"] is not a file""")
_SCHEMAS: Final = ("thirdparty/ts_102918v010201.xsd", "thirdparty/XAdES.xsd")
_KEYWORDS: Final = {
    "E": NameOID.EMAIL_ADDRESS,
    "SERIALNUMBER": NameOID.SERIAL_NUMBER,
    "organizationIdentifier": NameOID.ORGANIZATION_IDENTIFIER,
}
_ENCODED: Final = re.compile("=#[0-9a-f]{4}((?:[0-9a-f]{2})+)", re.IGNORECASE)
"""A value in hexadecimal: its type and length, and its text."""
_UNDECIDED: Final = frozenset({"PSR502", "PSR509"})
"""With these, we do not apply the schema, or report a repeated Id otherwise."""


class Seals:
    """Makes seals, and compares our verdict on each with those of the readers."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self._readers: dict[str, Reader] = {"xmlsec": lambda _, members: witness.refusal(members[SEAL], members)}
        self._folder = TemporaryDirectory()
        self._add("DSS", java("Seals") if has_jar("dss-asic-xades") else None, "a JDK 17 and Maven")
        self._add("JDK", java("Signatures"), "a JDK 17")
        schemas = official_schemas(Path(self._folder.name) / "schemas")
        self._xerces = java("Schemas", *(f"{schemas}/{each}" for each in _SCHEMAS)) if schemas else None
        if self._xerces is None:
            self.missing.append("Xerces with the official schemas (a JDK 17 and Maven)")

    def compare(self, random: Random) -> Compared:
        """Make one seal, and name every reader that disagrees with us."""
        sealed = made(random)
        if sealed is None:
            return Compared((), "nothing was made")
        bundle = put_together(sealed.members)
        findings = validate_bundle(bundle).findings
        errors = [each for each in findings if each.severity is Severity.ERROR]
        what = "what has no error"
        if any(each.code == "PSR210" for each in findings):
            what += ", but PSR210"
        if b"<![CDATA[" in sealed.members[SEAL]:
            what += ", with CDATA sections"
        words = (*self._verdicts(bundle, sealed, errors, what), *self._schema_verdict(sealed, errors))
        disagreements = tuple(Disagreement(each, bundle) for each in words)
        return Compared(sealed.changes, ", ".join(sorted({each.code for each in errors})) or "valid", disagreements)

    def _verdicts(self, bundle: bytes, sealed: Sealed, errors: list[Finding], what: str) -> Iterator[str]:
        path = Path(self._folder.name) / "bundle.asice"
        path.write_bytes(bundle)
        # Readers may follow references into the file itself, which are PSR507 for us.
        codes = {each.code for each in errors if not _INTERNAL.match(each.message)}
        for name, reader in self._readers.items():
            fatal = sorted(codes & _REFUSED_BY[name])
            if errors and not fatal:
                continue
            refusal = reader(path, sealed.members)
            if refusal is not None and not errors:
                how = how_issuers_differ(sealed.members[SEAL]) if refusal.startswith("another issuer") else ""
                yield f"{name} refuses {what}: {refusal}{how}"
            if refusal is None and fatal:
                said = "; ".join(each.message for each in errors if each.code in fatal)
                yield f"{name} verifies what has {', '.join(fatal)}: {said}"

    def _schema_verdict(self, sealed: Sealed, errors: list[Finding]) -> Iterator[str]:
        codes = {each.code for each in errors}
        if self._xerces is None or codes & _UNDECIDED:
            return
        path = Path(self._folder.name) / "signatures.xml"
        path.write_bytes(sealed.members[SEAL])
        kind, _, refusal = self._xerces.ask(path)[0].partition("\t")
        if kind == "ok" and "PSR501" in codes:
            yield f"Xerces accepts what has PSR501: {next(each.message for each in errors if each.code == 'PSR501')}"
        if "PSR507" in codes and "'anyURI'" in refusal:
            return  # an address that is not a URI by RFC 2396 is the name of no file by ours
        if kind != "ok" and "PSR501" not in codes:
            yield f"Xerces refuses what has no PSR501: {refusal}"

    def _add(self, name: str, server: Server | None, remedy: str) -> None:
        if server is None:
            self.missing.append(f"{name} ({remedy})")
        else:
            self._readers[name] = lambda path, _: _answer(server, path)


def how_issuers_differ(seal: bytes) -> str:
    """Say in what the issuer in the signed properties differs from those of the certificates."""
    root = etree.fromstring(seal)
    issuers = [
        x509.load_der_x509_certificate(b64decode(each.text or "")).issuer
        for each in root.iter(f"{{{DSIG}}}X509Certificate")
    ]
    for element in root.iter(f"{{{DSIG}}}X509IssuerName"):
        text = re.sub(
            r"(^|[,+])\s*(?:OID\.)?([^=,+]*?)\s*=\s*", r"\1\2=", (element.text or "").strip(), flags=re.IGNORECASE
        )
        text = re.sub(r"\s*([,+])\s*(?=[\w.]+=)", r"\1", text)
        text = _ENCODED.sub(lambda value: "=" + bytes.fromhex(value[1]).decode(errors="replace"), text)
        try:
            named = x509.Name.from_rfc4514_string(text, _KEYWORDS)
        except ValueError:
            return ", which cryptography cannot read"
        if any(_folded(named) in {_folded(each), _folded(each)[::-1]} for each in issuers):
            return ", by case or white space"
    return ""


def _folded(name: x509.Name) -> tuple[tuple[str, str], ...]:
    return tuple((each.oid.dotted_string, "".join(str(each.value).split()).casefold()) for each in name)


def _answer(server: Server, path: Path) -> str | None:
    kind, _, refusal = server.ask(path)[0].partition("\t")
    return None if kind == "ok" else refusal or "the reader ended"
