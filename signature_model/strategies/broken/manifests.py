"""Manifests with broken XML: errors that only bytes can have, not jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from lxml import etree

from signature_model.jobs.context import Sector
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.signers import looked_up
from signature_model.strategies.manifests import manifest_styles, written
from signature_model.xml.trees import MANIFEST, MAX_DEPTH, MAX_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import PortalJob

_NAMESPACE: Final = f"{{{MANIFEST}}}"
_DECLARATIONS: Final = (
    b"<!DOCTYPE x>",
    b'<!DOCTYPE x [<!ENTITY e "x">]>',
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
)
_OTHERS: Final = ("direct-signature-job-request", "portal-signature-job-request", "manifest")
_PORTAL_PARTS: Final = ("notifications", "notifications-using-lookup", "identified-by-contact-information")


def _cut(draw: DrawFn, content: bytes) -> bytes:
    return content[: draw(st.integers(0, len(content) - 1))]


def _ill_encoded(_: DrawFn, content: bytes) -> bytes:
    return content.replace(b"</", b"\xe5</", 1)


def _in_utf16(_: DrawFn, content: bytes) -> bytes:
    return etree.tostring(etree.fromstring(content), encoding="UTF-16")


def _in_latin1(_: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    root.append(etree.Comment("å"))  # ASCII may be declared as ISO-8859-1
    return etree.tostring(root, encoding="ISO-8859-1")


def _with_ampersand(_: DrawFn, content: bytes) -> bytes:
    return content.replace(b"</", b" & </", 1)


def _declared(draw: DrawFn, content: bytes) -> bytes:
    return picked(draw, _DECLARATIONS) + etree.tostring(etree.fromstring(content))


def _deep(draw: DrawFn, content: bytes) -> bytes:
    element = root = etree.fromstring(content)
    for _ in range(MAX_DEPTH + draw(st.integers(0, 9))):
        element = etree.SubElement(element, f"{_NAMESPACE}x")
    return etree.tostring(root)


def _huge(_: DrawFn, content: bytes) -> bytes:
    return content + b"<!--%b-->" % b" ".ljust(MAX_SIZE)


def _another(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    root.tag = _NAMESPACE + picked(draw, _OTHERS)
    return etree.tostring(root)


def _of_another_namespace(_: DrawFn, content: bytes) -> bytes:
    return content.replace(MANIFEST.encode(), b"http://signering.posten.no/schema/v2")


def _with_an_element(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    element = picked(draw, list(root.iter(f"{_NAMESPACE}*")))
    etree.SubElement(element, f"{_NAMESPACE}extra")
    return etree.tostring(root)


def _with_an_attribute(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    picked(draw, list(root.iter(f"{_NAMESPACE}*"))).set("extra", "")
    return etree.tostring(root)


def _without_a_part(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    root.remove(picked(draw, list(root.iterchildren(f"{_NAMESPACE}signers", f"{_NAMESPACE}sender"))))
    return etree.tostring(root)


def _turned_round(_: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    root.append(next(root.iterchildren(f"{_NAMESPACE}signers", f"{_NAMESPACE}sender")))
    return etree.tostring(root)


def _misplaced(draw: DrawFn, content: bytes) -> bytes:
    """Move the lookup into ``notifications``: complete, or empty as in the example of the documentation."""
    root = etree.fromstring(content)
    lookup = next(root.iter(f"{_NAMESPACE}notifications-using-lookup"))
    around = etree.Element(f"{_NAMESPACE}notifications")
    lookup.addprevious(around)
    around.append(lookup)
    if draw(st.booleans()):
        lookup.clear()
    return etree.tostring(root)


def _unwrapped(_: DrawFn, content: bytes) -> bytes:
    """Move the signers of a portal manifest to where the direct flow has them."""
    root = etree.fromstring(content)
    signers = next(root.iterchildren(f"{_NAMESPACE}signers"))
    for signer in reversed(list(signers)):
        root.insert(0, signer)
    root.remove(signers)
    return etree.tostring(root)


def _own_identifier(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    signer = picked(draw, list(root.iter(f"{_NAMESPACE}signer")))
    identity = next(signer.iterchildren(f"{_NAMESPACE}*"))
    identity.tag, identity.text = f"{_NAMESPACE}signer-identifier", "customer 17"
    return etree.tostring(root)


def _wrapped(_: DrawFn, content: bytes) -> bytes:
    """Move the signers of a direct manifest to where the portal flow has them."""
    root = etree.fromstring(content)
    signers = etree.Element(f"{_NAMESPACE}signers")
    signers.extend(list(root.iterchildren(f"{_NAMESPACE}signer")))
    root.insert(0, signers)
    return etree.tostring(root)


def _with_order(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    picked(draw, list(root.iter(f"{_NAMESPACE}signer"))).set("order", "1")
    return etree.tostring(root)


def _notified(draw: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    signer = picked(draw, list(root.iter(f"{_NAMESPACE}signer")))
    etree.SubElement(signer, _NAMESPACE + picked(draw, _PORTAL_PARTS))
    return etree.tostring(root)


def _available(_: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    etree.SubElement(root, f"{_NAMESPACE}availability")
    return etree.tostring(root)


def _nonsensitive(_: DrawFn, content: bytes) -> bytes:
    root = etree.fromstring(content)
    next(root.iter(f"{_NAMESPACE}title")).addnext(etree.Element(f"{_NAMESPACE}nonsensitive-title"))
    return etree.tostring(root)


_SHARED: Final[Mapping[str, tuple[Callable[[DrawFn, bytes], bytes], ...]]] = {
    "PSR101": (_cut, _ill_encoded, _in_utf16, _in_latin1, _with_ampersand),
    "PSR102": (_declared, _deep, _huge),
    "PSR103": (_with_an_element, _with_an_attribute, _without_a_part, _turned_round),
    "PSR104": (_another, _of_another_namespace),
}
CHANGES: Final[Mapping[str, tuple[Callable[[DrawFn, bytes], bytes], ...]]] = {
    **_SHARED,
    "PSR106": (_misplaced,),
    "PSR107": (_unwrapped, _own_identifier),
}
"""By code, changes to the bytes of a valid manifest of the portal flow; the change for PSR106 needs a lookup."""
DIRECT_CHANGES: Final[Mapping[str, tuple[Callable[[DrawFn, bytes], bytes], ...]]] = {
    **_SHARED,
    "PSR107": (_wrapped, _with_order, _notified, _available, _nonsensitive),
}
"""By code, changes to the bytes of a valid manifest of the direct flow."""


def _breaker(changes: Sequence[Callable[[DrawFn, bytes], bytes]]) -> Breaker[bytes]:
    def change(draw: DrawFn, job: AnyJob) -> bytes:
        return picked(draw, changes)(draw, written(job, draw(manifest_styles())))

    return Breaker(change=change)


def _misplacing(draw: DrawFn, job: PortalJob) -> bytes:
    return _misplaced(draw, written(looked_up(draw, job), draw(manifest_styles())))


XML_BREAKERS: Final[Mapping[str, Breaker[bytes]]] = {
    **{code: _breaker(changes) for code, changes in CHANGES.items()},
    "PSR106": Breaker(change=_misplacing, sectors=(Sector.PUBLIC,)),
}
"""By code, the breaker that makes a manifest with this error."""
DIRECT_XML_BREAKERS: Final[Mapping[str, Breaker[bytes]]] = {
    code: _breaker(changes) for code, changes in DIRECT_CHANGES.items()
}
"""By code, the breaker that makes a manifest of the direct flow with this error."""
