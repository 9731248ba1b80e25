"""Tests of the schema of documents, and of the length of texts."""

from collections.abc import Callable

import pytest

from tests.signature_schema.manifests import (
    DESCRIPTION,
    DOCUMENT,
    DOCUMENTS,
    NONSENSITIVE,
    TITLE,
    with_document,
    with_job,
)

Verdict = Callable[[str], bool]


@pytest.mark.parametrize(("count", "valid"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_job_has_1_to_20_documents(portal_accepts: Verdict, count: int, *, valid: bool) -> None:
    assert portal_accepts(with_job(TITLE, f"<documents>{DOCUMENT * count}</documents>")) is valid


def lengths(shortest: int, longest: int) -> list[tuple[str, bool]]:
    """Return texts of the minimum and the maximum length, and of the next invalid lengths."""
    beside = [n for n in (shortest - 1, longest + 1) if n >= 0]
    return [*(("x" * n, True) for n in (shortest, longest)), *(("x" * n, False) for n in beside)]


TITLES = [
    *lengths(1, 80),
    ("ø" * 80, True),
    ("\U0001f600" * 80, True),
    ("\U0001f600" * 81, False),
    ("e\u0301" * 40, True),
    ("e\u0301" * 41, False),
    (" ", True),
    ("\n" * 80, True),
    (" " * 81, False),
    ("&amp;" * 80, True),
    ("x" * 40 + "<!-- a comment -->" + "x" * 40, True),
    ("x<b>y</b>", False),
]
"""The length of a title counts characters (code points), including white space and without comments."""


@pytest.mark.parametrize(("title", "valid"), TITLES)
def test_titles_have_1_to_80_characters(portal_accepts: Verdict, title: str, *, valid: bool) -> None:
    said, quiet = f"<title>{title}</title>", f"<nonsensitive-title>{title}</nonsensitive-title>"
    assert portal_accepts(with_job(said, DOCUMENTS)) is valid
    assert portal_accepts(with_job(TITLE, quiet, DOCUMENTS)) is valid
    for inside in (said, TITLE + quiet):
        assert portal_accepts(with_document(inside=inside)[1]) is valid
    assert portal_accepts(with_document(inside=said)[0]) is valid


@pytest.mark.parametrize(
    ("text", "valid"), [*lengths(0, 220), ("\U0001f600" * 220, True), ("\n", True), (" " * 221, False)]
)
def test_a_description_has_at_most_220_characters(portal_accepts: Verdict, text: str, *, valid: bool) -> None:
    description = f"<description>{text}</description>"
    assert portal_accepts(with_job(TITLE, description, DOCUMENTS)) is valid
    assert portal_accepts(with_document(inside=TITLE + description)[1]) is valid


@pytest.mark.parametrize(("href", "valid"), [*lengths(4, 100), ("a%20b.pdf", True), ("a b&lt;", True), ("  a ", True)])
def test_href_has_4_to_100_characters(portal_accepts: Verdict, href: str, *, valid: bool) -> None:
    for message in with_document(href=href):
        assert portal_accepts(message) is valid


@pytest.mark.parametrize(("mime", "valid"), [*lengths(1, 100), ("text/plain", True), (" ", True)])
def test_mime_has_1_to_100_characters(portal_accepts: Verdict, mime: str, *, valid: bool) -> None:
    for message in with_document(mime=mime):
        assert portal_accepts(message) is valid


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(f'<document mime="application/pdf">{TITLE}</document>', id="no href"),
        pytest.param(f'<document href="a.pdf">{TITLE}</document>', id="no mime"),
        pytest.param(DOCUMENT.replace("href", 'lang="nb" href'), id="another attribute"),
        pytest.param('<document href="a.pdf" mime="application/pdf"/>', id="no title"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE * 2), id="two titles"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + "text"), id="text"),
        pytest.param(DOCUMENT.replace(TITLE, NONSENSITIVE + TITLE), id="nonsensitive title first"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + DESCRIPTION + NONSENSITIVE), id="description before it"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + NONSENSITIVE * 2), id="two nonsensitive titles"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + DESCRIPTION * 2), id="two descriptions"),
    ],
)
def test_a_document_is_refused(portal_accepts: Verdict, document: str) -> None:
    assert not portal_accepts(with_job(TITLE, f"<documents>{document}</documents>"))
    assert not portal_accepts(with_job(document))


@pytest.mark.parametrize("more", [NONSENSITIVE, DESCRIPTION, NONSENSITIVE + DESCRIPTION])
def test_only_a_deprecated_document_describes_the_job(portal_accepts: Verdict, more: str) -> None:
    present, deprecated = with_document(inside=TITLE + more)
    assert portal_accepts(deprecated)
    assert not portal_accepts(present)
