"""Tests that all links lead to existing pages and headings; ``test_site`` checks the built site."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import yaml  # type: ignore[import-untyped] # comes with MkDocs, and without types
from markdown.extensions.toc import slugify  # type: ignore[import-untyped] # as above

from docs.hooks import COMMANDS
from tests.kits.processes import ROOT

PAGES: Final = ROOT / "docs" / "pages"
CONFIGURATION: Final = ROOT / "docs" / "mkdocs.yml"
WRITTEN: Final = [ROOT / "README.md", *sorted(PAGES.rglob("*.md"))]
MADE: Final = {PAGES / "reference" / f"{name}.md" for name in COMMANDS}
"""Pages that exist only in the built site; links to them would be dead in a clone."""

_BLOCK: Final = re.compile(r"(?ms)^ *```.*?^ *```$")
_LINK: Final = re.compile(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)")
_HEADING: Final = re.compile(r"(?m)^#+ (.+?)(?: \{ ?#([\w-]+) ?\})?$")


def test_every_link_has_a_target() -> None:
    anchors = cache(lambda path: set(_anchors(path)))
    for page in WRITTEN:
        for target, anchor in _LINK.findall(_BLOCK.sub("", page.read_text(encoding="utf-8"))):
            path = (page.parent / target).resolve() if target else page
            assert path.exists(), f"{page}: {target}"
            assert not anchor or anchor in anchors(path), f"{page}: {target}#{anchor}"


def test_every_page_is_in_the_navigation_once() -> None:
    configuration = yaml.safe_load(re.sub(r"!relative \S+?(?=/|$)", "", CONFIGURATION.read_text(encoding="utf-8")))

    named = list(_named(configuration["nav"]))
    assert sorted(named) == sorted({*named})
    own = {each.relative_to(PAGES).as_posix() for each in [*PAGES.rglob("*.md"), *MADE]}
    assert {*named} == {each for each in own if not each.startswith("rules/")}


def _named(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for each in nav.values():
            yield from _named(each)
    elif isinstance(nav, list):
        for each in nav:
            yield from _named(each)


def _anchors(path: Path) -> Iterator[str]:
    for words, own in _HEADING.findall(_BLOCK.sub("", path.read_text(encoding="utf-8"))):
        yield own or slugify(words.replace("`", ""), "-")
