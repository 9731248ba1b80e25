"""Tests of the built documentation: no warning, no dead link, no access to the network."""

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest

import signature_model
from tests.kits.processes import ENVIRONMENT, ROOT

pytestmark = pytest.mark.packaging

LOADED: Final = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
"""The elements that make a browser load a resource, and their attributes."""
ELSEWHERE: Final = re.compile(rb"""(?:url\(|@import)\s*["']?(?:https?:)?//""")


class Page(HTMLParser):
    """The links and resources of a page, and the ids in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids = {""}
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[each] for each in ("id", "name") if each in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        where = values.get(LOADED.get(tag, ""))
        if where is not None and values.get("rel") not in {"canonical", "next", "prev"}:
            self.loaded.append(where)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the site, built in strict mode."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", ROOT / "docs" / "mkdocs.yml", "-d", folder],
        env=ENVIRONMENT | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """The pages by path, without the page that only a web server shows."""
    return {path: Page(path) for path in site.rglob("*.html") if path.name != "404.html"}


def test_every_internal_link_has_a_target(pages: dict[Path, Page]) -> None:
    dead = [each for each in _links(pages) if not _is_there(pages, *each[2:])]

    assert [f"{path.name}: {link}" for path, link, *_ in dead] == []


def test_no_page_loads_resources_from_other_sites(site: Path, pages: dict[Path, Page]) -> None:
    fetched = {each for page in pages.values() for each in page.loaded}
    assert [each for each in fetched if urlsplit(each).netloc] == []
    for path, page in pages.items():
        for each in page.loaded:
            assert path.parent.joinpath(unquote(urlsplit(each).path)).exists(), f"{path}: {each}"
    assert [each.name for each in site.rglob("*.css") if ELSEWHERE.search(each.read_bytes())] == []


def test_no_page_has_mermaid_diagrams(pages: dict[Path, Page]) -> None:
    assert [path.name for path in pages if 'class="mermaid"' in path.read_text(encoding="utf-8")] == []


def test_every_page_is_reachable_from_the_start_page(site: Path, pages: dict[Path, Page]) -> None:
    start = (site / "index.html").resolve()
    reached: set[Path] = set()
    new = {start}
    targets = {path.resolve(): {target for each, _, target, _ in _links({path: page})} for path, page in pages.items()}
    while new:
        reached |= new
        new = {target for path in new for target in targets.get(path, set())} - reached

    assert {path.resolve() for path in pages} - reached == set()


def test_every_public_name_is_in_the_api(site: Path) -> None:
    inventory = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    named = {line.split(" ")[0].rpartition(".")[2] for line in zlib.decompress(inventory).decode().splitlines()}

    assert {*signature_model.__all__} - named == {"__version__"}


def test_the_search_index_is_complete(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))

    found = {each["location"].partition("#")[0] for each in index["docs"]}
    assert {"tutorial.html", "reference/validate-bundle.html", "cookbook/hsm.html"} <= found
    assert (site / "search" / "search_index.js").exists(), "which pages that are opened from a disk can read"


def _links(pages: dict[Path, Page]) -> Iterator[tuple[Path, str, Path, str]]:
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                target = path.parent.joinpath(unquote(parts.path)).resolve() if parts.path else path.resolve()
                yield path, link, target, unquote(parts.fragment)


def _is_there(pages: dict[Path, Page], target: Path, anchor: str) -> bool:
    page = pages.get(target)
    return target.exists() if page is None else anchor in page.ids
