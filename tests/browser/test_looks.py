"""Tests of how the emulator's pages look: on every screen, zoomed, in both colours, and for axe-core.

``make browser`` runs them. With the variable ``SHOTS``, they save screenshots in that folder.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

import pytest

from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import Site
from tests.browser.driver import DESK, NARROW, PHONE, TABLET, ZOOMED, Browser, Screen
from tests.browser.looks import AXE, FAINT, SMALL, WIDTH, save_shot, violations
from tests.browser.scene import DIRECT, ENDED, FAILED, PORTAL, WAITING, a_busy_emulator
from tests.signature_transports.emulator.calls import an_emulator, by, clock_of, create, direct_job_of, job_of

PAGES: Final = {
    "jobs": "/",
    "completed": "/completed",
    "job": f"/jobs/{PORTAL}",
    "direct": f"/jobs/{DIRECT}",
    "ended": f"/jobs/{ENDED}",
    "waiting": f"/jobs/{WAITING}",
    "failed": f"/jobs/{FAILED}",
    "notifications": "/notifications",
    "notifications of a job": f"/jobs/{PORTAL}/notifications",
    "queues": "/queues",
    "faults": "/faults",
    "journal": "/journal",
    "signing": "",
}
"""The path of each page; that of a signer of a direct job is new each time."""
SCREENS: Final = [
    pytest.param(screen._replace(colours=colours), id=f"{screen.width}-{colours}")
    for screen in (PHONE, TABLET, DESK)
    for colours in ("light", "dark")
]


class Sites(NamedTuple):
    """The addresses of an emulator with jobs, of one without, and of one with the longest names."""

    busy: str
    empty: str
    long: str
    token: str


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    busy, empty, long = a_busy_emulator(), an_emulator(), an_emulator()
    create(long, job_of(*by("d" * 60), title="W" * 80, nonsensitive_title="W" * 80), "W" * 80)
    create(long, replace(direct_job_of(*("x" * 80, "ola"), title="W" * 80)))
    long.sign(DIRECT, 1)
    with Server() as first, Server() as second, Server() as third:
        for server, emulator in ((first, busy), (second, empty), (third, long)):
            server.start(Site(emulator, clock_of(emulator)))
        yield Sites(first.url, second.url, third.url, busy.redirect(DIRECT, 1))


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_and_accessible(window: Browser, sites: Sites, name: str, screen: Screen) -> None:
    window.shows_on(screen)
    window.open(sites.busy + (PAGES[name] or f"/redirect/{sites.token}"))

    assert window.run(WIDTH) <= screen.width
    assert window.run(SMALL) == []
    assert window.run(FAINT) == []
    assert violations(window) == []
    save_shot(window, name.replace(" ", "-"), screen)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: it needs npm")
def test_axe_is_there(window: Browser, sites: Sites) -> None:
    window.open(f"{sites.empty}/")
    window.run("document.documentElement.lang = ''")
    assert violations(window)


@pytest.mark.parametrize("path", ["/", "/notifications", "/queues", "/faults", "/journal"])
def test_an_empty_page_is_accessible(window: Browser, sites: Sites, path: str) -> None:
    window.open(sites.empty + path)
    assert violations(window) == []
    save_shot(window, f"empty-{path[1:]}", DESK)


@pytest.mark.parametrize("path", ["/nothing", "/redirect/nothing"])
def test_an_error_page_is_accessible(window: Browser, sites: Sites, path: str) -> None:
    window.open(sites.empty + path)
    assert violations(window) == []
    window.complaints()  # the status is 404


@pytest.mark.parametrize("screen", [pytest.param(ZOOMED, id="zoomed"), pytest.param(NARROW, id="narrow")])
@pytest.mark.parametrize("name", PAGES)
def test_a_zoomed_page_is_read_without_scrolling_sideways(
    window: Browser, sites: Sites, name: str, screen: Screen
) -> None:
    window.shows_on(screen)
    window.open(sites.busy + (PAGES[name] or f"/redirect/{sites.token}"))
    assert window.run(WIDTH) <= screen.width


@pytest.mark.parametrize("path", ["/", "/jobs/1", "/jobs/2", "/notifications", "/queues"])
def test_long_names_break(window: Browser, sites: Sites, path: str) -> None:
    window.shows_on(PHONE)
    window.open(sites.long + path)
    assert window.run(WIDTH) <= PHONE.width


def test_nothing_moves_if_the_user_does_not_want_it(window: Browser, sites: Sites) -> None:
    moves = "document.querySelector('main li').classList.add('fresh'); return document.getAnimations().length"
    window.open(f"{sites.busy}/")
    assert window.run(moves) == 1
    window.shows_on(DESK._replace(motion="reduce"))
    window.open(f"{sites.busy}/")
    assert window.run(moves) == 0
