"""Tests that the stage notices errors in a page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.docs.blocks import blocks
from tests.docs.stage import staged


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """A function that runs the blocks of a page."""
    folder = tmp_path / "reader"
    folder.mkdir()
    with staged(folder, monkeypatch) as stage:

        def played(text: str) -> None:
            page = tmp_path / "page.md"
            page.write_text(text, encoding="utf-8")
            for each in blocks(page):
                stage.play(each)

        yield played


@pytest.mark.parametrize(
    "page",
    [
        pytest.param('```python\ngreeting = "hello"\n```\n\n```python\nassert greeting\n```', id="one session"),
        pytest.param("```console\n$ echo hello\nhello\n$ true && \\\n  echo again\n```", id="commands"),
        pytest.param("<!-- exit status: 3 -->\n```console\n$ true\n$ exit 3\n```", id="an exit status"),
        pytest.param("```console\n$ seq 4\n1\n…\n4\n```", id="lines left out"),
        pytest.param("```console\n$ export WORD=hello\n$ echo $WORD\nhello\n```", id="a variable"),
        pytest.param("- so\n\n    ```console\n    $ echo hello\n    hello\n    ```", id="within a list"),
        pytest.param('```sh title="run"\n#!/bin/sh\necho hello\n```\n```console\n$ ./run\nhello\n```', id="a file"),
    ],
)
def test_a_correct_page_passes(play: Callable[[str], None], page: str) -> None:
    play(page)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("```python\nassert 1 == 2\n```", id="an assertion"),
        pytest.param('```python title="try.py"\nthis is no python\n```', id="a file that is no Python"),
        pytest.param("```console\n$ echo hello\ngood bye\n```", id="another output"),
        pytest.param("```console\n$ seq 4\n1\n…\n5\n```", id="another last line"),
        pytest.param("```console\n$ false\n$ true\n```", id="a command that fails"),
        pytest.param("<!-- exit status: 1 -->\n```console\n$ true\n```", id="a command that does not fail"),
        pytest.param("```json\n{\n```", id="broken JSON"),
        pytest.param("```sh\nif then\n```", id="a broken script"),
        pytest.param("```yaml\n- run: validate-bundle --no-such-option\n```", id="a wrong option in a pipeline"),
        pytest.param("```cobol\nSTOP RUN\n```", id="an unknown language"),
        pytest.param("```\nhello\n```", id="no language"),
    ],
)
def test_an_incorrect_page_fails(play: Callable[[str], None], page: str) -> None:
    with pytest.raises((AssertionError, SyntaxError, ValueError, pytest.fail.Exception)):
        play(page)


def test_a_block_that_is_not_run_has_a_reason(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- not run: it is for others -->\n```java\nclass It {}\n```", encoding="utf-8")

    (block,) = blocks(page)
    assert (block.language, block.line, block.why_not) == ("java", 2, "it is for others")
