"""Tests of what the pages show."""

import re
import sys
from datetime import timedelta

import pytest

from signature_model import Availability, Document
from signature_model.api.http import Request
from signature_model.errors import NoAnswer
from signature_model.extras import install_command
from signature_transports.clocks import START
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.pages import SHOWN, Pages
from signature_transports.emulator.web.rendering import _templates
from tests.kits.jobs import a_pdf
from tests.signature_transports.emulator.calls import JOBS, an_emulator, by, clock_of, create, job_of, poll
from tests.signature_transports.emulator.page_reader import ask, pages_of, shown


def test_jobs_are_shown_the_latest_first(pages: Pages, emulator: Emulator) -> None:
    create(emulator, job_of(*by("c"), title="Lease"))
    emulator.sign(1, 0)
    emulator.reject(2, 0)
    page = shown(pages, "/")

    assert [link["href"] for link in page.named("a") if "/jobs/" in f"{link['href']}"] == ["/jobs/2", "/jobs/1"]
    assert "Job 2: Lease failed 0 of 1 signed ended 2030-01-01 12:00:00 UTC" in page.text
    assert "Job 1: Employment contract in progress 1 of 2 signed deadline 2030-01-11 12:00:00 UTC" in page.text
    assert "reference our own in hr" in page.text


def test_without_jobs_the_page_says_where_to_send_one() -> None:
    assert "Send one to http://127.0.0.1/api, and it appears here." in shown(pages_of(an_emulator()), "/").text


def test_the_latest_of_many_jobs_and_calls_are_shown() -> None:
    emulator = an_emulator()
    for _ in range(SHOWN + 3):
        create(emulator)
        poll(emulator)
    jobs, journal = shown(pages_of(emulator), "/"), shown(pages_of(emulator), "/journal")

    assert len([each for each in jobs.named("a") if "/jobs/" in f"{each['href']}"]) == SHOWN
    assert "This page shows the latest 200 jobs. There are 3 older jobs." in jobs.text
    assert len(re.findall("poll 204", journal.text)) == SHOWN


def test_a_job_is_shown_with_its_signers_and_notifications(pages: Pages, emulator: Emulator) -> None:
    clock_of(emulator).advance(86_400 * 6)
    page = shown(pages, "/jobs/1")

    assert "Job 1: Employment contract" in page.text
    assert "Status in progress" in page.text
    assert "Queue hr Unconfirmed no changes" in page.text
    assert re.search(r"Group 1 order 1 \w+ \w+ waiting a@example.com since 2030-01-01", page.text)
    assert "Notified 2 times by e-mail, 2030-01-01 12:00:00 UTC reminder by e-mail, 2030-01-06 12:00" in page.text
    assert [each["value"] for each in page.named("button") if "value" in each] == ["sign", "reject", "block"]


@pytest.mark.parametrize(
    ("availability", "result"),
    [
        pytest.param(Availability(activation_time=START + timedelta(1)), "Opens at its activation time", id="later"),
        pytest.param(None, "Deadline 2030-01-31 12:00:00 UTC", id="at once"),
    ],
)
def test_the_opening_and_the_deadline_are_shown(availability: Availability | None, result: str) -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=availability))

    assert result in shown(pages_of(emulator), "/jobs/1").text
    assert ("opens at its activation time" in shown(pages_of(emulator), "/").text) is result.startswith("Opens")


def test_a_job_that_has_ended_has_no_buttons(pages: Pages, emulator: Emulator) -> None:
    emulator.reject(1, 0)
    page = shown(pages, "/jobs/1")

    assert "Status failed Ended 2030-01-01 12:00:00 UTC" in page.text
    assert "Unconfirmed 1 change " in page.text
    assert [each for each in page.named("button") if "value" in each] == []


@pytest.mark.parametrize(
    ("name", "result"), [(None, "the default queue"), ("", "the queue with an empty name"), ("hr", "hr")]
)
def test_queues_are_shown_with_the_jobs_that_wait(name: str | None, result: str) -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    pages = pages_of(emulator)
    assert "There are no queues yet." in shown(pages, "/queues").text
    create(emulator, job_of(*by("a", "b")), name)
    emulator.sign(1, 0)
    emulator.sign(1, 1)
    assert f"{result} sender 984661185 Waiting: job 1, job 1 next poll permitted now" in shown(pages, "/queues").text
    assert f"Queue {result}" in shown(pages, "/jobs/1").text

    query = "" if name is None else f"?polling_queue={name}"
    for _ in range(3):
        poll(emulator, query)
    assert "Waiting: nothing next poll permitted at 2030-01-01 12:00:20 UTC" in shown(pages, "/queues").text


def test_the_beginning_of_a_long_queue_is_shown() -> None:
    emulator = an_emulator()
    for number in range(1, SHOWN + 3):
        create(emulator)
        emulator.reject(number, 0)

    assert f"job {SHOWN} and 2 more" in shown(pages_of(emulator), "/queues").text


def test_some_of_many_queues_and_the_beginning_of_long_names_are_shown() -> None:
    emulator = an_emulator()
    for number in range(SHOWN + 2):
        poll(emulator, f"?polling_queue={'x' * 5000}{number}")
    text = shown(pages_of(emulator), "/queues").text

    assert text.count("xxx… (5,00") == SHOWN
    assert "This page shows 200 queues. There are 2 more." in text


def test_the_journal_shows_the_latest_call_first(pages: Pages, emulator: Emulator) -> None:
    assert "There have been no calls yet." in shown(pages_of(an_emulator()), "/journal").text
    emulator.faults.add("poll", "drop-before")
    with pytest.raises(NoAnswer):
        poll(emulator)
    emulator.handle(Request(method="GET", url=f"{emulator.settings.root}{JOBS}"), caller="")
    emulator.handle(Request(method="GET", url="/elsewhere"))
    text = shown(pages, "/journal").text

    assert "no operation 404 NOT_FOUND call 3 2030-01-01 12:00:00 UTC by the sender GET /elsewhere" in text
    assert "poll 403 NOT_AUTHORIZED call 2 2030-01-01 12:00:00 UTC by a caller without a certificate GET" in text
    assert "poll no response call 1 2030-01-01 12:00:00 UTC by 984661185 fault: drop-before" in text
    assert text.index("call 3") < text.index("call 1")


def test_documents_can_be_read_until_they_are_deleted(pages: Pages, emulator: Emulator) -> None:
    document = ask(pages, "/jobs/1/documents/0")
    assert (document.headers["content-type"], document.body) == ("application/pdf", a_pdf())
    assert ask(pages, "/jobs/1/pades").status == 409
    emulator.sign(1, 0)
    pades = ask(pages, "/jobs/1/pades")
    assert (pades.headers["content-type"], pades.body[:5]) == ("application/pdf", b"%PDF-")
    assert {"/jobs/1/documents/0", "/jobs/1/pades"} <= {each["href"] for each in shown(pages, "/jobs/1").named("a")}

    emulator.reject(1, 1)
    clock_of(emulator).advance(86_400 * 41)
    page = shown(pages, "/jobs/1")
    assert "Contract (deleted)" in page.text
    assert not [each for each in page.named("a") if "documents" in f"{each['href']}"]
    assert [ask(pages, f"/jobs/1/{each}").status for each in ("documents/0", "pades")] == [404, 409]


def test_plain_text_is_shown_as_text() -> None:
    emulator = an_emulator()
    text = Document.from_bytes(b"<script>", title="Text", mime="text/plain", href="text.txt")
    create(emulator, job_of(*by("a"), documents=[text]))

    answer = ask(pages_of(emulator), "/jobs/1/documents/0")
    assert (answer.headers["content-type"], answer.body) == ("text/plain", b"<script>")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/page.js", "text/javascript; charset=utf-8"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
def test_assets_are_served(pages: Pages, path: str, media_type: str) -> None:
    answer = ask(pages, path)

    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.body


def test_a_page_uses_only_its_own_assets(pages: Pages) -> None:
    page = shown(pages, "/jobs/1")
    used = [each.get("src") or each.get("href") for tag in ("script", "link") for each in page.named(tag)]

    assert [ask(pages, f"{each}").status for each in used] == [200, 200]


def test_without_jinja2_the_page_says_how_to_install_it(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _templates.cache_clear()
    answer = ask(pages, "/")

    assert (answer.status, answer.headers["content-type"]) == (501, "text/plain")
    assert answer.body == f"the pages need Jinja2: {install_command('emulator')}\n".encode()
    assert ask(pages, "/assets/style.css").status == 200
    assert ask(pages, "/nothing").status == 501
