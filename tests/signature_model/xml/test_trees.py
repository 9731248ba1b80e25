"""Parsing refuses dangerous XML, places can be found again, and other tools make the same canonical form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model.errors import ExcessiveXml, ForbiddenXml, MalformedXml, UnreadableInput
from signature_model.strategies.texts import CHARACTERS
from signature_model.xml.trees import (
    MANIFEST,
    MAX_DEPTH,
    MAX_NAMESPACES,
    MAX_SIZE,
    Limits,
    canonical,
    children,
    line_of,
    local_name,
    parse,
    path_of,
    root_in_words,
    text_of,
)
from tests.kits.jobs import KARI

Draw = Any


TEXTS = st.text(CHARACTERS, max_size=8)
DEEPEST = 4


def nested(levels: int) -> bytes:
    """So many elements inside one another."""
    return b"<a>" * levels + b"</a>" * levels


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<a/>", id="smallest"),
        pytest.param(b"\xef\xbb\xbf<a/>", id="byte order mark"),
        pytest.param(b"<?xml version='1.0' encoding='utf8'?><a/>", id="UTF-8 by its other name"),
        pytest.param(b"<?xml version='1.0' encoding='us-ascii'?><a/>", id="ASCII"),
        pytest.param(b"<!-- c --><?p?><a/><!-- c -->", id="comments around"),
        pytest.param(nested(MAX_DEPTH), id="as deep as may be"),
        pytest.param(b"<a>" + b" " * (MAX_SIZE - 7) + b"</a>", id="as large as may be"),
    ],
)
def test_valid_xml_is_parsed(content: bytes) -> None:
    assert parse(content).tag == "a"


@pytest.mark.parametrize(
    ("content", "kind", "message", "line"),
    [
        pytest.param(b"", MalformedXml, "not well-formed XML: Document is empty", 1, id="nothing"),
        pytest.param(b"PK\3\4", MalformedXml, "not well-formed XML: Start tag expected", 1, id="no XML"),
        pytest.param(b"<a>\n<b></a>", MalformedXml, "not well-formed XML: Opening and ending tag", 2, id="unclosed"),
        pytest.param(b"<a>\xe5</a>", MalformedXml, "not well-formed XML: ", 1, id="bytes that are no UTF-8"),
        pytest.param(b"<a>&b;</a>", MalformedXml, "not well-formed XML: Entity 'b' not defined", 1, id="entity"),
        pytest.param(b"<a>\n\0</a>", MalformedXml, "not well-formed XML: ", 2, id="a zero byte"),
        pytest.param("<a/>".encode("utf-16"), MalformedXml, "the encoding is UTF-16, not UTF-8", 1, id="UTF-16"),
        pytest.param(
            "<a>".encode("utf-16"), MalformedXml, "the encoding is UTF-16, not UTF-8", 1, id="truncated UTF-16"
        ),
        pytest.param(
            b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe5</a>",
            MalformedXml,
            "the encoding is 'iso-8859-1', not UTF-8",
            1,
            id="Latin-1",
        ),
        pytest.param(
            b"<!DOCTYPE a><a/>", ForbiddenXml, "document type declarations are not allowed", 1, id="empty DTD"
        ),
        pytest.param(
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
            ForbiddenXml,
            "document type declarations are not allowed",
            1,
            id="external entity",
        ),
        pytest.param(
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- c -->\n<!DOCTYPE a [<!ENTITY b",
            ForbiddenXml,
            "document type declarations are not allowed",
            3,
            id="broken DTD",
        ),
        pytest.param(
            "<!DOCTYPE a [".encode("utf-16"),
            ForbiddenXml,
            "document type declarations are not allowed",
            1,
            id="DTD in UTF-16",
        ),
        pytest.param(
            b"<a><!-- <!DOCTYPE a> --><b></a>", MalformedXml, "not well-formed XML: Opening", 1, id="DTD in a comment"
        ),
        pytest.param(b"\n" + nested(MAX_DEPTH + 1), ForbiddenXml, "more than 32 levels of elements", 2, id="deep"),
        pytest.param(nested(5_000), ForbiddenXml, "more than 32 levels of elements", 1, id="deeper than parsed"),
        pytest.param(
            b" " * (MAX_SIZE + 1), ForbiddenXml, "1,048,577 bytes of XML; the maximum is 1,048,576", None, id="large"
        ),
    ],
)
def test_anything_else_is_refused(content: bytes, kind: type[UnreadableInput], message: str, line: int | None) -> None:
    with pytest.raises(kind) as caught:
        parse(content)
    assert caught.value.message.startswith(message)
    assert caught.value.line == line


def test_the_number_of_namespace_declarations_is_limited() -> None:
    declarations = [f" xmlns:p{number}='urn:p'" for number in range(MAX_NAMESPACES + 1)]
    assert parse(f"<a{''.join(declarations[:-1])}/>".encode()).tag == "a"
    with pytest.raises(ForbiddenXml, match="more than 256 namespace declarations"):
        parse(f"<a{''.join(declarations)}/>".encode())


def test_entities_do_not_grow() -> None:
    bomb = b"".join(b"<!ENTITY e%d '%s'>" % (n, b"&e%d;" % (n - 1) * 10 if n else b"x" * 100) for n in range(9))
    with pytest.raises(ForbiddenXml):
        parse(b"<!DOCTYPE a [" + bomb + b"]><a>&e8;</a>")


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.dtd").write_text("<!ENTITY secret 'leaked'>", encoding="utf-8")
    content = f"<!DOCTYPE a SYSTEM '{(tmp_path / 'a.dtd').as_uri()}'><a>&secret;</a>"
    with pytest.raises(ForbiddenXml) as caught:
        parse(content.encode())
    assert "leaked" not in str(caught.value)


def test_what_the_parser_says_is_cut_and_masked() -> None:
    with pytest.raises(MalformedXml) as caught:
        parse(b"<a%s%s></b>" % (KARI.encode(), b"a" * 5000))
    assert KARI not in str(caught.value)
    assert len(caught.value.message) < 300


@given(st.binary() | st.text(st.sampled_from("<>/!-[]?&;ab'\"= \n"), max_size=60).map(str.encode))
def test_any_bytes_are_parsed_or_refused(content: bytes) -> None:
    try:
        assert isinstance(parse(content).tag, str)
    except UnreadableInput as refusal:
        assert refusal.line is None or refusal.line > 0  # noqa: PT017 - either is right


@pytest.mark.parametrize("opening", ["<!--", "<?", "<!-- -->", "<? ?>", " ", "<?a?><!--"])
def test_looking_for_a_declaration_takes_no_time(opening: str) -> None:
    with pytest.raises(MalformedXml):
        parse(opening.encode() * (MAX_SIZE // len(opening)))


SAMPLE = parse(b"""\
<r xmlns="urn:one" xmlns:t="urn:two">
  <a/>
  <b>
    <c/>
    <t:c/>
    <!-- c --><?c?>
    <c x="1"/>
  </b>
</r>""")


@pytest.mark.parametrize(
    ("index", "path", "line"),
    [(0, "", 1), (1, "a", 2), (2, "b", 3), (3, "b/c[1]", 4), (4, "b/c[2]", 5), (5, "b/c[3]", 7)],
)
def test_a_place_is_named_by_local_names_and_found_again(index: int, path: str, line: int) -> None:
    element = list(SAMPLE.iter("*"))[index]
    assert path_of(element) == path
    assert line_of(SAMPLE, path) == line


@pytest.mark.parametrize(
    ("where", "line"),
    [
        pytest.param("b/c[3]/@x", 7, id="an attribute is where its element is"),
        pytest.param("b/c", 4, id="without an index, the first"),
        pytest.param("b/c[4]", 3, id="no such index: its parent"),
        pytest.param("b/d/e", 3, id="no such element: the nearest"),
        pytest.param("nowhere", 1, id="nothing of it: the root"),
        pytest.param("b/[[", 3, id="no place at all"),
        pytest.param("@x/b", 1, id="an attribute has no children"),
    ],
)
def test_the_line_of_a_place_is_that_of_what_exists_of_it(where: str, line: int) -> None:
    assert line_of(SAMPLE, where) == line


def test_a_tree_that_was_not_parsed_has_no_lines() -> None:
    root = etree.Element("a")
    etree.SubElement(root, "b")
    assert line_of(root, "b") is None


def test_names_and_texts() -> None:
    root = parse(b"<a xmlns='urn:a'>1<!-- c -->2<b>3</b>4</a>")
    comment, element = root
    assert [local_name(root), local_name(element), local_name(comment)] == ["a", "b", ""]
    assert list(children(root)) == [element]
    assert [text_of(root), text_of(element), text_of(parse(b"<a/>"))] == ["124", "3", ""]


def test_a_root_in_words() -> None:
    assert root_in_words(parse(f"<p:a xmlns:p='{MANIFEST}'/>".encode())) == "`a`"
    assert root_in_words(parse(b"<a xmlns='urn:a'/>")) == "`a` in the namespace urn:a"
    assert root_in_words(parse(b"<a/>")) == "`a` in no namespace"


STARTS = [
    "",
    ' xmlns="urn:1"',
    ' xmlns=""',
    ' xmlns:q="urn:2"',
    ' xmlns:r="urn:3" xmlns="urn:1"',
    ' xmlns:q="urn:2" xmlns=""',
]
"""Declarations, used or not. No two prefixes mean one namespace: Python's own canonical form would confuse them."""


@st.composite
def documents(draw: Draw, *, with_bare_attributes: bool, level: int = 0, scope: str = "") -> str:
    """Documents in several namespaces, with comments, instructions and awkward text."""
    declared = draw(st.sampled_from(STARTS))
    prefixes = ["", *(f"{prefix}:" for prefix in "qr" if f"xmlns:{prefix}=" in scope + declared)]
    name = draw(st.sampled_from(prefixes)) + draw(st.sampled_from("ab"))
    attributes = "".join(
        f" {prefix}{key}={quoteattr(draw(TEXTS))}"
        for prefix in (prefixes if with_bare_attributes else prefixes[1:])
        for key in draw(st.lists(st.sampled_from("xyz"), unique=True, max_size=2))
    )
    elements = documents(with_bare_attributes=with_bare_attributes, level=level + 1, scope=scope + declared)
    inside = draw(st.lists(NODES | elements, max_size=3 if level < DEEPEST else 0))
    return f"<{name}{declared}{attributes}>{''.join(inside)}</{name}>"


NODES = st.one_of(
    TEXTS.map(lambda text: escape(text, {"\r": "&#13;"})), st.sampled_from(["<!-- c -->", "<?p i?>", "<![CDATA[<&>]]>"])
)


def trees(*, with_bare_attributes: bool) -> st.SearchStrategy[etree._Element]:
    return documents(with_bare_attributes=with_bare_attributes).map(str.encode).map(parse)


def inclusive(element: etree._Element, rendered: dict[str | None, str] | None = None) -> str:
    """Canonical XML 1.0 without comments, from the recommendation: 2.3, Processing Model."""
    above = rendered or {}
    scope = {prefix: uri for prefix, uri in element.nsmap.items() if uri}
    names = {prefix: uri for prefix, uri in scope.items() if above.get(prefix) != uri}
    if above.get(None) and None not in scope:
        names[None] = ""  # taken back
    name = f"{element.prefix}:{local_name(element)}" if element.prefix else local_name(element)
    written = [
        f'{f"xmlns:{prefix}" if prefix else "xmlns"}="{uri}"' for prefix, uri in sorted(names.items(), key=first)
    ]
    written += [f'{key}="{quoted(value)}"' for _, key, value in sorted(attributes_of(element))]
    inside = escaped(element.text or "")
    for child in element:
        if isinstance(child, etree._ProcessingInstruction):  # noqa: SLF001 - lxml's only name for it
            inside += f"<?{child.target} {child.text}?>"
        elif not isinstance(child, etree._Comment):  # noqa: SLF001 - as above
            inside += inclusive(child, {**above, **names})
        inside += escaped(child.tail or "")
    return f"<{' '.join([name, *written])}>{inside}</{name}>"


def first(declared: tuple[str | None, str]) -> str:
    return declared[0] or ""


def attributes_of(element: etree._Element) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Each attribute's namespace and local name, name as written, and value."""
    for key, value in element.attrib.items():
        name = etree.QName(str(key))
        [*prefix] = (f"{each}:" for each, uri in element.nsmap.items() if each and uri == name.namespace)
        yield (name.namespace or "", name.localname), "".join([*prefix, name.localname]), str(value)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def quoted(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return plain.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")


@given(trees(with_bare_attributes=True), st.data())
def test_the_inclusive_canonical_form_is_that_of_the_recommendation(root: etree._Element, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(list(root.iter("*"))))
    assert canonical(element).decode() == inclusive(element)


@pytest.mark.parametrize("with_comments", [False, True])
@given(root=trees(with_bare_attributes=False), data=st.data())
def test_the_exclusive_canonical_form_is_that_of_the_standard_library(
    root: etree._Element, data: st.DataObject, *, with_comments: bool
) -> None:
    element = data.draw(st.sampled_from(list(root.iter("*"))))
    # Without parameters, Canonical XML 2.0 is exclusive canonicalisation; but for attributes without prefix Python's
    # own declares the default namespace again, which has nothing to do with them.
    theirs = canonicalize(etree.tostring(element, with_tail=False, encoding="unicode"), with_comments=with_comments)
    assert canonical(element, exclusive=True, with_comments=with_comments).decode() == theirs


def test_an_inherited_default_namespace_is_not_taken_back() -> None:
    root = parse(b'<a xmlns="urn:a"><b><c/></b>tail</a>')
    assert canonical(root[0]) == b'<b xmlns="urn:a"><c></c></b>'


def test_a_refusal_brings_nothing_along_that_cannot_be_pickled() -> None:
    with pytest.raises(MalformedXml) as refusal:
        parse(b"<a>")

    assert refusal.value.__context__ is None


def test_the_limits_can_be_chosen() -> None:
    limits = Limits(size=20_000_000, depth=2, namespaces=1)
    text = b"x" * 11_000_000
    root = parse(b"<a><b>%s</b></a>" % text, limits)

    assert len(canonical(root)) == len(text) + len("<a><b></b></a>")
    for content in (nested(3), b'<a xmlns="urn:a" xmlns:b="urn:b"/>', b" " * 20_000_001):
        with pytest.raises(ExcessiveXml):
            parse(content, limits)


@pytest.mark.parametrize(
    ("inherited", "expected"),
    [
        pytest.param((), "<c></c>", id="nothing"),
        pytest.param(("lang", "space"), '<c xml:lang="nb"></c>', id="the nearest language"),
    ],
)
def test_the_canonical_form_takes_over_attributes_of_xml(inherited: tuple[str, ...], expected: str) -> None:
    root = etree.fromstring('<a xml:lang="en" xml:id="a"><b xml:lang="nb"><c/></b></a>')
    assert canonical(root[0][0], inherited=inherited).decode() == expected


def test_exclusive_canonicalisation_may_have_inclusive_prefixes() -> None:
    root = etree.fromstring('<a xmlns:p="urn:p" xmlns:q="urn:q"><b/></a>')
    assert canonical(root[0], exclusive=True, prefixes=["p"]).decode() == '<b xmlns:p="urn:p"></b>'
