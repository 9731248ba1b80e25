"""Tests that run all code blocks of each page, from the first to the last, as a reader would."""

import re
import shutil
from collections import Counter
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Final

import pytest

from tests.docs.blocks import Block, blocks
from tests.docs.given import fill
from tests.docs.stage import Stage, staged
from tests.kits.processes import ROOT

DOCS: Final = ROOT / "docs"
COOKBOOK: Final = "docs/pages/cookbook"
OPENING: Final = f"{COOKBOOK}/index.md"
"""The page with the code that all recipes start with."""

WRITTEN: Final = {
    path.relative_to(ROOT).as_posix(): path
    for path in [ROOT / "README.md", *sorted((DOCS / "pages").rglob("*.md"))]
    if not path.is_relative_to(DOCS / "pages" / "rules")  # they have their own tests
}
FROM_NOTHING: Final = {"README.md", "docs/pages/tutorial.md"}
"""Pages whose reader begins in an empty folder."""
SHORT: Final = {"docs/pages/cookbook/errors.md"}
CODE: Final[dict[str, list[Block]]] = {
    page: code for page, path in WRITTEN.items() if (code := [each for each in blocks(path) if each.language != "text"])
}

NOT_RUN: Final = {
    "README.md": 1,
    "docs/pages/cookbook/configuration.md": 1,
    "docs/pages/cookbook/connections.md": 1,
    "docs/pages/cookbook/direct.md": 1,
    "docs/pages/cookbook/other-languages.md": 2,
    "docs/pages/cookbook/pipelines.md": 1,
    "docs/pages/cookbook/queues.md": 2,
    "docs/pages/cookbook/tokens.md": 1,
    "docs/pages/direct-flow.md": 1,
    "docs/pages/guides/java-and-csharp.md": 4,
    "docs/pages/index.md": 1,
    "docs/pages/signed-documents.md": 3,
    "docs/pages/reference/index.md": 1,
    "docs/pages/tutorial.md": 4,
}
"""The number of blocks of each page that are not run, with a reason."""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that pages use."""
    folder = tmp_path_factory.mktemp("given")
    fill(folder)
    return folder


@pytest.mark.parametrize(
    # The blocks of longer pages take time; `make check` runs them.
    "page",
    [pytest.param(each, marks=() if each in SHORT else pytest.mark.packaging) for each in CODE],
)
def test_every_block_of_a_page_works(page: str, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "reader"
    if page in FROM_NOTHING:
        folder.mkdir()
    else:
        shutil.copytree(given, folder)
    with staged(folder, monkeypatch) as stage:
        if page.startswith(COOKBOOK) and page != OPENING:
            _play(stage, OPENING)
        _play(stage, page)


@pytest.mark.packaging  # as above
def test_the_program_of_the_tutorial_sends_a_job(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(given, folder)
    with staged(folder, monkeypatch) as stage:
        (program,) = (each for each in CODE["docs/pages/tutorial.md"] if each.title == "send.py")
        stage.play(program)
        stage.serve("signering emulator --tls --port 8443 --certificates emulator --poll-wait 1 --signers sign")
        assert stage.run("python send.py").splitlines()[1:] == ["job 1: COMPLETED_SUCCESSFULLY"]
        assert (folder / "job-1.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("page", WRITTEN)
def test_every_block_and_every_comment_is_found(page: str) -> None:
    text, found = WRITTEN[page].read_text(encoding="utf-8"), blocks(WRITTEN[page])

    assert len(re.findall(r"(?m)^ *(?:```|~~~)", text)) == 2 * len(found)
    assert text.count("<!-- not run:") == len([each for each in found if each.why_not])
    assert text.count("<!-- exit status:") == len([each for each in found if each.exit_status])


def test_the_number_of_blocks_that_are_not_run_is_known() -> None:
    assert Counter(page for page, code in CODE.items() for each in code if each.why_not) == NOT_RUN


def _play(stage: Stage, page: str) -> None:
    for block in CODE[page]:
        if block.why_not is None:
            with redirect_stdout(StringIO()):
                stage.play(block)
