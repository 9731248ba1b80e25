"""The pictures of the documentation are small, and each is shown somewhere with a description."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.docs.test_links import PAGES, WRITTEN

PICTURES: Final = sorted((PAGES / "pictures").iterdir())
LARGEST: Final = 120_000
"""Bytes."""
_IMAGE: Final = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.name)
def test_a_picture_is_shown_with_a_description(picture: Path) -> None:
    shown = [
        words
        for page in WRITTEN
        for words, target in _IMAGE.findall(page.read_text(encoding="utf-8"))
        if (page.parent / target).resolve() == picture
    ]
    assert shown
    assert all(len(each) > 50 for each in shown)
    assert picture.stat().st_size < LARGEST


def test_the_pages_of_the_project_are_shown() -> None:
    assert {"emulator.png", "emulator-job.png", "show.png", "report.png"} <= {each.name for each in PICTURES}
