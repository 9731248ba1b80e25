"""A browser for all tests of pages; ``make browser`` runs them."""

import os
from collections.abc import Iterator

import pytest

from tests.browser.driver import DESK, Browser, browser, why_not

if "BROWSER" not in os.environ:  # `make browser` sets it
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def window() -> Iterator[Browser]:
    if reason := why_not():
        pytest.skip(reason)
    with browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _quiet(window: Browser) -> Iterator[None]:
    """Require that the browser reports nothing, not even violations of the content security policy."""
    window.shows_on(DESK)
    window.complaints()
    yield
    assert window.complaints() == []
