"""Manifests as bytes, as this library or other programs write them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, Unpack
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from signature_model.containers.references import with_hrefs
from signature_model.manifests.writing import manifest_element, serialise
from signature_model.strategies.direct import DirectJobOptions, direct_jobs
from signature_model.strategies.jobs import JobOptions, jobs
from signature_model.xml.trees import MANIFEST, children, local_name

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy
    from lxml import etree

    from signature_model.jobs.flows import AnyJob


class Style(NamedTuple):
    """A way to write XML with the same meaning.

    ``between`` is written around child elements, and ``inside`` in the middle of every text. ``number`` and ``moment``
    are format strings with the white space, signs and zeros that the schema allows in such values.
    """

    prefix: str = ""
    between: str = "\n"
    inside: str = ""
    number: str = "{}"
    moment: str = "{}"
    has_cdata: bool = False


_PREFIXES: Final = ("", "ns4:", "p:", "signing-1:")
_BETWEEN: Final = ("\n", "", "\r\n\t", "<!-- a < b -->", "<?noise here?>")
_INSIDE: Final = ("", "<!-- noise -->", "<?noise here?>")
_NUMBERS: Final = ("{}", " {}\n", "+{}", "000{}")
_MOMENTS: Final = ("{}", " {}", "{}\n")
_KINDS: Final = {"order": "number", "available-seconds": "number", "activation-time": "moment"}


@st.composite
def manifests(draw: DrawFn, **options: Unpack[JobOptions]) -> bytes:
    """``manifest.xml`` as bytes, as this library writes it, or as other programs may write it.

    ``validate_manifest`` finds no errors and, unless they are ``deprecated``, no warnings. The options are those of
    ``jobs``. A manifest does not contain its sender's sector, so pass the sector that you validate for.

    >>> from hypothesis import find
    >>> print(find(manifests(), lambda content: True).decode().splitlines()[1])
    <portal-signature-job-manifest xmlns="http://signering.posten.no/schema/v1">
    """
    job = draw(jobs(**options))
    return written(job, draw(manifest_styles()))


@st.composite
def direct_manifests(draw: DrawFn, **options: Unpack[DirectJobOptions]) -> bytes:
    """Manifests of the direct flow, as ``manifests``; the options are those of ``direct_jobs``.

    >>> from hypothesis import find
    >>> print(find(direct_manifests(), lambda content: True).decode().splitlines()[1])
    <direct-signature-job-manifest xmlns="http://signering.posten.no/schema/v1">
    """
    job = draw(direct_jobs(**options))
    return written(job, draw(manifest_styles()))


@cache
def manifest_styles() -> SearchStrategy[Style | None]:
    """Styles of a manifest; None is the style of this library."""
    styles = st.builds(
        Style,
        prefix=st.sampled_from(_PREFIXES),
        between=st.sampled_from(_BETWEEN),
        inside=st.sampled_from(_INSIDE),
        number=st.sampled_from(_NUMBERS),
        moment=st.sampled_from(_MOMENTS),
        has_cdata=st.booleans(),
    )
    return st.none() | styles


def written(job: AnyJob, style: Style | None = None) -> bytes:
    """Return the manifest of a job in a style; None is the style of this library."""
    root = manifest_element(with_hrefs(job))
    return serialise(root) if style is None else styled(root, style)


def styled(root: etree._Element, style: Style) -> bytes:
    """Write a tree, which has no white space between its elements, in a style."""
    colon = ":" if style.prefix else ""
    namespace = f' xmlns{colon}{style.prefix.rstrip(":")}="{MANIFEST}"'
    return _element(root, style, namespace).encode()


def _element(element: etree._Element, style: Style, namespace: str = "") -> str:
    name = style.prefix + local_name(element)
    attributes = "".join(f" {key}={quoteattr(_value(key, value, style))}" for key, value in element.items())
    inside = [_element(child, style) for child in children(element)]
    content = style.between.join(["", *inside, ""]) if inside else _text(element, style)
    return f"<{name}{namespace}{attributes}>{content}</{name}>"


def _text(element: etree._Element, style: Style) -> str:
    value = _value(local_name(element), element.text or "", style)
    middle = len(value) // 2
    return f"{_escaped(value[:middle], style)}{style.inside}{_escaped(value[middle:], style)}"


def _escaped(text: str, style: Style) -> str:
    if style.has_cdata and text and not {"\r", "]"} & set(text):
        return f"<![CDATA[{text}]]>"
    return escape(text, {"\r": "&#13;"})


def _value(name: str, value: str, style: Style) -> str:
    pattern: str = getattr(style, _KINDS[name]) if name in _KINDS else "{}"
    return pattern.format(value)
