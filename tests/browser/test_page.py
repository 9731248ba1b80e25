"""Tests of the emulator's web pages in a real browser: what people can do, and what other sites cannot do.

``make browser`` runs them. With the variable ``SHOTS``, they save screenshots in that folder.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from signature_model import Document, ExitUrls
from signature_model.api.http import Request, Response
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import Site
from tests.browser.driver import DESK, ENTER, PHONE, REBOUND, TAB, Browser, Screen
from tests.browser.looks import FAINT, WIDTH
from tests.kits.jobs import a_pdf
from tests.signature_transports.emulator.calls import (
    an_emulator,
    by,
    clock_of,
    create,
    direct_job_of,
    job_of,
    next_change,
    poll,
)

SCRIPT: Final = "<script>attacked=1</script><img src=x onerror=attacked=1>{{7*7}}\"'>"
"""A title of the maximum length."""

SMALL: Final = """
return [...document.querySelectorAll("a:not(.skip), button, select, summary")]
  .map(each => [each.innerText, each.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 40 || box.width < 40)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)
"""


@pytest.fixture
def emulator() -> Emulator:
    """An emulator with a job of two signers in parallel and a third signer after them."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c", orders=(1, 1, 2))), "hr")
    return emulator


@pytest.fixture
def site(emulator: Emulator) -> Iterator[str]:
    """The address of the emulator's pages."""
    with Server() as server:
        server.start(Site(emulator, clock_of(emulator)))
        yield server.url


def test_a_signer_signs(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/")
    window.click(".rows a")
    window.click("button.sign")

    assert window.url == f"{site}/jobs/1#signer-0"
    assert "signed" in window.text(".signer")
    assert emulator.job(1).signers[0].status == "SIGNED"
    window.click("a[href$=pades]")
    assert window.run("return document.contentType") == "application/pdf"


def test_a_signer_rejects(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    window.click(".signer + .signer button.reject")

    assert "rejected" in window.text(".signer + .signer")
    assert "failed" in window.text("dl")
    assert emulator.job(1).status == "FAILED"


@pytest.fixture
def sender() -> Iterator[tuple[str, list[str]]]:
    """The address of a sender's own pages, and the paths that are asked for. ``/start#URL`` has a link to the URL."""
    asked: list[str] = []

    def page(request: Request, _caller: str | None, _thumbprint: str | None) -> Response:
        asked.append(request.url)
        script = "const link = document.querySelector('a'); link.href = decodeURIComponent(location.hash.slice(1))"
        body = (
            f"<!DOCTYPE html><link rel=icon href=data:,><title>Sender</title><a href>Sign</a><script>{script}</script>"
        )
        return Response(status=200, headers={"content-type": "text/html"}, body=body.encode())

    with Server() as server:
        server.start(page)
        yield server.url.replace("127.0.0.1", "localhost"), asked


@pytest.mark.parametrize("event", ["sign", "reject", "fail"])
def test_a_signer_of_a_direct_job_is_sent_back(
    window: Browser, site: str, sender: tuple[str, list[str]], event: str
) -> None:
    address, asked = sender
    emulator = an_emulator(root=f"{site}/api")
    with Server() as server:
        server.start(Site(emulator, clock_of(emulator)))
        create(emulator, direct_job_of(exit_urls=ExitUrls.single(f"{address}/back?job=1")))
        (token,) = emulator._operations.ledger.job(1).redirects.values()  # noqa: SLF001 - only the signers get them
        page = f"{server.url}/redirect/{token}"
        window.open(f"{address}/start#{page}")
        window.click("a")
        assert window.url == page
        window.open(page)  # as if it were loaded again
        window.click(f"button.{event}")
    assert window.url == f"{address}/back?job=1&{(emulator.job(1).signers[0].exit_url or '').partition('&')[2]}"
    assert [each for each in asked if "token" in each] == [window.url.removeprefix(address)]


def test_the_clock_can_be_advanced_on_the_page_of_a_job(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    assert "2030-01-01 12:00:00 UTC" in window.text(".clock")
    window.run("document.querySelector('#advance').value = 2592000")
    window.click(".clock button")

    assert window.url == f"{site}/jobs/1"
    assert "2030-01-31 12:00:00 UTC" in window.text(".clock")
    assert "expired" in window.text(".signer")
    assert emulator.job(1).status == "FAILED"


def test_the_queue_shows_its_changes(window: Browser, site: str, emulator: Emulator) -> None:
    emulator.sign(1, 0)
    window.open(f"{site}/")
    window.click("nav a[href='/queues']")
    assert "Waiting: job 1" in window.text("main")

    assert next_change(emulator, "?polling_queue=hr") is not None
    window.open(f"{site}/queues")
    assert "Waiting: nothing" in window.text("main")


def test_the_keyboard_is_sufficient(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    window.press(TAB)
    assert window.run("return document.activeElement.getBoundingClientRect().left") >= 0, "the skip link can be seen"
    window.press(ENTER)
    window.tab_to("sign")
    with window.leaving():
        window.press(ENTER)
    assert emulator.job(1).signers[0].status == "SIGNED"

    window.tab_to("sign")
    assert window.run("return document.activeElement.form.action") == f"{site}/jobs/1/signers/1"
    window.open(f"{site}/")
    window.tab_to("a minute")
    window.press(*"a day")
    window.tab_to("Advance")
    with window.leaving():
        window.press(" ")
    assert "2030-01-02" in window.text(".clock")


def test_only_an_outdated_page_says_so(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1#signer-0")
    poll(emulator)
    assert window.run("return check().then(() => news.textContent)") == ""

    emulator.sign(1, 0)
    window.wait_until("news.textContent")
    window.click("#news a")
    assert "signed" in window.text(".signer")
    assert window.run("return news.textContent") == ""


def test_scripts_in_a_job_do_not_run(window: Browser, site: str, emulator: Emulator) -> None:
    job = job_of(*by("a"), title=SCRIPT, documents=[Document.from_bytes(a_pdf(), title=SCRIPT)])
    create(emulator, job, SCRIPT)
    emulator.sign(2, 0)
    for path in ("/", "/jobs/2", "/queues", "/journal"):
        window.open(site + path)
        assert window.run("return typeof attacked") == "undefined"
        assert (SCRIPT in window.text("main")) is (path != "/journal")


def test_a_page_of_another_site_has_no_access(window: Browser, site: str, emulator: Emulator) -> None:
    attack = f"""<!DOCTYPE html><iframe name=hidden></iframe>
    <form method=post target=hidden action="{site}/jobs/1/signers/0"><input name=event value=sign></form>
    <form method=post target=hidden action="{site}/_emulator/reset" enctype=text/plain></form>
    <script>
    const orders = ["/jobs/1/signers/0/sign", "/reset"].map(path => "{site}/_emulator" + path)
    const tried = orders.map(url => fetch(url, {{method: "POST", mode: "no-cors"}}))
    const read = fetch("{site}/").then(answer => answer.text(), () => "")
    Promise.all([...tried, read]).then(async answers => {{
      for (const form of document.forms) {{
        form.submit()
        await new Promise(done => document.querySelector("iframe").onload = done)
      }}
      document.title = "all tried, read: " + answers.pop()
    }})
    </script>"""

    def elsewhere(_request: Request, _caller: str | None, _thumbprint: str | None) -> Response:
        return Response(status=200, headers={"content-type": "text/html"}, body=attack.encode())

    before = emulator.job(1)
    with Server() as other:
        other.start(elsewhere)
        window.open(other.url)
        window.wait_until("document.title")
        assert window.run("return document.title") == "all tried, read:"
        window.open("about:blank")

    assert emulator.job(1) == before
    assert window.complaints()


def test_a_foreign_name_for_this_machine_is_refused(window: Browser, site: str) -> None:
    window.open(site.replace("127.0.0.1", REBOUND))

    assert window.text().startswith("refused: ")
    assert window.complaints()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("screen", [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")])
def test_all_pages_are_usable_on_every_screen(
    window: Browser, site: str, emulator: Emulator, screen: Screen, colours: str
) -> None:
    create(emulator, job_of(*by("d"), title="W" * 80), "W" * 80)
    emulator.sign(1, 0)
    emulator.reject(2, 0)
    poll(emulator)
    create(emulator, direct_job_of("x" * 80, "ola", "per", title="W" * 80))
    emulator.sign(3, 2)
    tokens = [*emulator._operations.ledger.job(3).redirects.values()]  # noqa: SLF001 - only the signers get them
    window.shows_on(screen._replace(colours=colours))
    for name, path in {
        "jobs": "/",
        "job": "/jobs/1",
        "ended": "/jobs/2",
        "queues": "/queues",
        "journal": "/journal",
        "direct": "/jobs/3",
        "signing": f"/redirect/{tokens[0]}",
        "signed": f"/redirect/{tokens[1]}",
    }.items():
        window.open(site + path)
        assert window.run(WIDTH) <= screen.width, name
        assert window.run(SMALL) == [], name
        assert window.run(FAINT) == [], name
        if folder := os.environ.get("SHOTS"):
            window.save(Path(folder) / f"{name}-{screen.width}-{colours}.png")
