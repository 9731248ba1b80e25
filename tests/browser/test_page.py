"""Tests of the emulator's web pages in a real browser: what people can do, and what other sites cannot do.

``make browser`` runs them.
"""

from collections.abc import Iterator
from typing import Final

import pytest

from signature_model import Document, ExitUrls
from signature_model.api.http import Request, Response
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import Site
from tests.browser.driver import ENTER, REBOUND, TAB, Browser
from tests.kits.jobs import a_pdf
from tests.signature_transports.emulator.calls import (
    an_emulator,
    by,
    clock_of,
    create,
    direct_job_of,
    job_of,
    next_change,
)

SCRIPT: Final = "<script>attacked=1</script><img src=x onerror=attacked=1>{{7*7}}\"'>"
"""A title of the maximum length."""

SIGNED: Final = "document.querySelector('.signer .badge').innerText === 'signed'"


@pytest.fixture
def emulator() -> Emulator:
    """An emulator with a job of two signers in parallel and a third signer after them."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c", orders=(1, 1, 2))), "hr")
    return emulator


@pytest.fixture
def site(window: Browser, emulator: Emulator) -> Iterator[str]:
    """The address of the emulator's pages."""
    with Server() as server:
        server.start(Site(emulator, clock_of(emulator)))
        yield server.url
        window.open("about:blank")  # nothing of the page still loads


def test_a_signer_signs(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/")
    window.click(".jobs a")
    window.push("button.sign", SIGNED)

    assert window.url == f"{site}/jobs/1"
    assert window.run("return document.activeElement.id") == "signer-0"
    assert emulator.job(1).signers[0].status == "SIGNED"
    window.click("a[href$=pades]")
    assert window.run("return document.contentType") == "application/pdf"


def test_something_goes_wrong(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    window.run("document.querySelector('#more-1').open = true")
    window.push("#more-1 button.block", "document.querySelector('.lead').innerText.startsWith('The job failed.')")

    assert "blocked" in window.text(".signer + .signer")
    assert emulator.job(1).status == "FAILED"


def test_a_fault_is_injected_and_cancelled(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/faults")
    window.run("document.querySelector('[value=\"drop-after\"]').click()")
    window.push("button.primary", "document.querySelector('nav .count')?.innerText.startsWith('1')")
    assert "Poll a queue: Break after" in window.text("main .side")

    window.push("main .side button", "!document.querySelector('main .side button')")
    assert emulator.faults.injected() == ()


def test_a_form_that_is_refused_says_why(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/faults")
    window.run("document.querySelector('[value=revoked]').click()")
    window.push("button.primary", "news.textContent.startsWith('revoked is for')")
    window.complaints()  # the status is 409

    window.run("document.querySelector('[value=slow]').click()")
    window.push("button.primary", "news.textContent === ''")
    assert [each.fault for each in emulator.faults.injected()] == ["slow"]


def test_forms_work_without_the_script(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    window.run("document.addEventListener('submit', event => event.stopImmediatePropagation(), true)")
    window.click("button.sign")

    assert window.url == f"{site}/jobs/1#signer-0"
    assert emulator.job(1).signers[0].status == "SIGNED"


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


def test_the_redirect_page_of_a_signer_opens(window: Browser, site: str, emulator: Emulator) -> None:
    create(emulator, direct_job_of("kari"))
    window.open(f"{site}/jobs/2")
    window.run("document.querySelector('form[target]').target = '_self'")
    window.click("button.redirect")

    assert "asks you to sign" in window.text("main")
    assert "kari" in window.text("main")


def test_the_clock_can_be_moved_on_the_page_of_a_job(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    assert "Tue 1 January 2030 13:00:00" in window.text(".clock")
    window.run("document.querySelector('#advance').value = 86400")
    window.push(".clock select + button", "document.querySelector('.clock').innerText.includes('Wed 2 Jan')")
    window.push(".clock [value=deadline]", "document.querySelector('.clock').innerText.includes('Fri 11 Jan')")

    assert window.url == f"{site}/jobs/1"
    assert "expired" in window.text(".signer")
    assert emulator.job(1).status == "FAILED"


def test_the_queue_shows_its_changes(window: Browser, site: str, emulator: Emulator) -> None:
    emulator.sign(1, 0)
    window.open(f"{site}/")
    window.click("nav a[href='/queues']")
    assert "1 change waits in queue hr." in window.text("main")

    assert next_change(emulator, "?polling_queue=hr") is not None
    window.open(f"{site}/queues")
    assert "Nothing waits in queue hr." in window.text("main")


def test_the_keyboard_is_sufficient(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    window.press(TAB)
    assert window.run("return document.activeElement.getBoundingClientRect().left") >= 0, "the skip link can be seen"
    window.press(ENTER)
    window.tab_to("Sign as")
    assert window.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    window.press(ENTER)
    window.wait_until(SIGNED)
    assert emulator.job(1).signers[0].status == "SIGNED"

    window.tab_to("Sign as")
    assert window.run("return document.activeElement.form.action") == f"{site}/jobs/1/signers/1"
    window.tab_to("Something goes wrong")
    window.press(ENTER)
    window.tab_to("Block ")
    window.open(f"{site}/")
    window.tab_to("1 minute")
    window.press(*"1 d")
    window.tab_to("Advance")
    window.press(" ")
    window.wait_until("document.querySelector('.clock').innerText.includes('Wed 2 January 2030')")
    assert window.run("return document.activeElement.innerText") == "Advance"


def test_a_page_updates_itself_and_leaves_the_user_alone(window: Browser, site: str, emulator: Emulator) -> None:
    window.open(f"{site}/jobs/1")
    window.run("document.querySelector('#more-1').open = true")
    window.tab_to("Reject as")
    window.tab_to("Reject as")
    window.run("window.isStill = document.querySelector('[data-live=documents]').firstElementChild")
    emulator.sign(1, 0)
    window.wait_until(SIGNED)

    assert window.run("return document.activeElement.form.action") == f"{site}/jobs/1/signers/1"
    assert window.run("return document.querySelector('#more-1').open")
    assert "1 of 3 signed" in window.text(".lead")
    assert "Queues1" in window.text("nav").replace("\n", "")
    window.run("document.querySelector('nav a[href=\"/queues\"]').focus()")
    emulator.sign(1, 1)
    window.wait_until("document.querySelector('nav .count').innerText.startsWith('2')")
    assert window.run("return document.activeElement.pathname") == "/queues"
    assert window.run("return news.textContent") == ""
    emulator.reset()
    window.wait_until("news.textContent === 'This page is out of date. Reload it.'")
    window.complaints()  # the page of the job is gone


def test_a_page_says_that_the_emulator_has_stopped(window: Browser, emulator: Emulator) -> None:
    with Server() as server:
        server.start(Site(emulator, clock_of(emulator)))
        window.open(f"{server.url}/")
    window.wait_until("news.textContent.startsWith('The emulator does not respond.')")
    window.open("about:blank")
    window.complaints()


def test_scripts_in_a_job_do_not_run(window: Browser, site: str, emulator: Emulator) -> None:
    job = job_of(
        *by("a"), title=SCRIPT, nonsensitive_title=SCRIPT, documents=[Document.from_bytes(a_pdf(), title=SCRIPT)]
    )
    create(emulator, job, SCRIPT)
    emulator.sign(2, 0)
    for path in ("/", "/jobs/2", "/jobs/2/notifications", "/queues", "/journal"):
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
