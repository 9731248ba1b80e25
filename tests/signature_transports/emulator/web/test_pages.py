"""Tests of what the pages show."""

import re
import sys
from datetime import timedelta

import pytest

from signature_model import Availability, Document
from signature_model.api.http import Request
from signature_model.console.extras import install_command
from signature_model.errors import NoAnswer
from signature_model.preview.timeline import STYLE
from signature_model.reports.pages import PALETTE
from signature_transports.clocks import START
from signature_transports.emulator import Emulator, Fault, Operation
from signature_transports.emulator.web.pages import SHOWN, Pages
from signature_transports.emulator.web.rendering import _templates
from tests.kits.jobs import a_pdf
from tests.signature_transports.emulator.calls import (
    JOBS,
    an_emulator,
    by,
    clock_of,
    create,
    direct_job_of,
    job_of,
    poll,
)
from tests.signature_transports.emulator.page_reader import ask, pages_of, shown


def test_jobs_are_shown_the_latest_first(pages: Pages, emulator: Emulator) -> None:
    create(emulator, job_of(*by("c"), title="Lease"))
    emulator.sign(1, 0)
    emulator.reject(2, 0)
    page = shown(pages, "/")

    assert [link["href"] for link in page.named("a") if "/jobs/" in f"{link['href']}"] == ["/jobs/2", "/jobs/1"]
    assert re.search("Lease Job 2.* 0 of 1 signed ended now1 Jan 13:00 failed", page.text)
    assert re.search("Employment contract Job 1.* 1 of 2 signed deadline in 10 days11 Jan 13:00 in progress", page.text)
    assert "Job 1portal flowsender 984661185reference our ownqueue hr" in page.text
    assert "2 in total 1 in progress 0 completed 1 failed" in page.text


@pytest.mark.parametrize(
    ("path", "result"), [("/in-progress", ["/jobs/1"]), ("/completed", []), ("/failed", ["/jobs/2"])]
)
def test_jobs_of_one_status_are_shown(pages: Pages, emulator: Emulator, path: str, result: list[str]) -> None:
    create(emulator, job_of(*by("c")))
    emulator.reject(2, 0)
    page = shown(pages, path)

    assert [link["href"] for link in page.named("a") if "/jobs/" in f"{link['href']}"] == result
    assert ("No job has this status now." in page.text) is (not result)
    assert [link["href"] for link in page.named("a") if "aria-current" in link] == ["/", path]


def test_without_jobs_the_page_says_where_to_send_one() -> None:
    assert "signering send job.toml \\ --service http://127.0.0.1/api" in shown(pages_of(an_emulator()), "/").text


def test_the_latest_of_many_jobs_and_calls_are_shown() -> None:
    emulator = an_emulator()
    for _ in range(SHOWN + 3):
        create(emulator)
        poll(emulator)
    jobs, journal = shown(pages_of(emulator), "/"), shown(pages_of(emulator), "/journal")

    assert len([each for each in jobs.named("a") if "/jobs/" in f"{each['href']}"]) == SHOWN
    assert "This page is about the latest 200 jobs. There are 3 older jobs." in jobs.text
    assert len(re.findall("poll 204", journal.text)) == SHOWN


def test_a_job_is_shown_with_its_signers_and_notifications(pages: Pages, emulator: Emulator) -> None:
    clock_of(emulator).advance(86_400 * 6)
    page = shown(pages, "/jobs/1")

    assert "Employment contract in progress 0 of 2 signed. Group 1 of 2 can sign until Fri 11 January" in page.text
    assert "Queue hr " in page.text
    assert "No change waits in queue hr, and all delivered changes are confirmed." in page.text
    assert re.search(r"Group 1 has the job until Fri 11 January 2030 13:00 CET [\w ]+ waiting e-mail a", page.text)
    assert "2 notifications sent" in page.text
    assert "next e-mail 11 Jan 13:00" in page.text
    assert re.search(r"Reminder by e-mail to A Sun 6 January 2030 13:00 CET", page.text)
    assert [each["value"] for each in page.named("button") if each.get("name") == "event"] == [
        "sign",
        "reject",
        "block",
    ]
    assert page.named("svg")


@pytest.mark.parametrize(
    ("availability", "result"),
    [
        pytest.param(
            Availability(activation_time=START + timedelta(1)),
            "The job opens on Wed 2 January 2030 13:00 CET, in 1 day.",
            id="later",
        ),
        pytest.param(None, "can sign until Thu 31 January 2030 13:00 CET, in 30 days.", id="at once"),
    ],
)
def test_the_opening_and_the_deadline_are_shown(availability: Availability | None, result: str) -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=availability))

    assert result in shown(pages_of(emulator), "/jobs/1").text
    assert ("not open yet" in shown(pages_of(emulator), "/").text) is ("opens" in result)


def test_a_job_that_has_ended_has_no_buttons(pages: Pages, emulator: Emulator) -> None:
    emulator.reject(1, 0)
    page = shown(pages, "/jobs/1")

    assert "The job failed. A: rejected." in page.text
    assert "1 change waits in queue hr." in page.text
    assert [each for each in page.named("button") if each.get("name") == "event"] == []


def test_a_signer_of_a_direct_job_can_be_redirected() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola"))
    emulator.sign(1, 0)
    page = shown(pages_of(emulator), "/jobs/1")

    assert [each["action"] for each in page.named("form") if f"{each['action']}".endswith("redirect")] == [
        "/jobs/1/signers/1/redirect"
    ]
    assert "the sender's identifier kari" in page.text


def test_notifications_are_shown_as_the_signers_get_them(pages: Pages, emulator: Emulator) -> None:
    page = shown(pages, "/notifications")
    assert "«A contract» er klart til signering" in page.text
    assert "Les og signer" in page.text
    assert "Still to come" not in page.text
    assert [each["lang"] for each in page.named("div") if "lang" in each] == ["nb"]

    clock_of(emulator).advance(86_400 * 6)
    text = shown(pages, "/jobs/1/notifications").text
    assert "Påminnelse: «A contract» venter på signaturen din" in text
    assert "Still to come, if no signer acts" in text
    assert "No notifications yet" in shown(pages_of(an_emulator()), "/notifications").text


def test_the_latest_notifications_are_shown() -> None:
    emulator = an_emulator()
    for _ in range(SHOWN // 10 + 1):
        create(emulator, job_of(*by(*"abcdefghij")))

    assert "the latest 200 notifications. There are 10 older ones." in shown(pages_of(emulator), "/notifications").text


@pytest.mark.parametrize(
    ("name", "result"), [(None, "the default queue"), ("", "the queue with an empty name"), ("hr", "queue hr")]
)
def test_queues_are_shown_with_the_jobs_that_wait(name: str | None, result: str) -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    pages = pages_of(emulator)
    assert "No queues yet" in shown(pages, "/queues").text
    create(emulator, job_of(*by("a", "b")), name)
    emulator.sign(1, 0)
    emulator.sign(1, 1)
    text = shown(pages, "/queues").text
    assert f"sender 984661185, portal flow 2 changes wait in {result}. job 1 job 1 Next poll permitted now" in text
    assert f"2 changes wait in {result}." in shown(pages, "/jobs/1").text

    query = "" if name is None else f"?polling_queue={name}"
    for _ in range(3):
        poll(emulator, query)
    assert f"Nothing waits in {result}. Next poll permitted Tue 1 January 2030 13:00:20" in shown(pages, "/queues").text


def test_faults_are_shown_with_what_they_do(pages: Pages, emulator: Emulator) -> None:
    assert "No fault is injected." in shown(pages, "/faults").text
    emulator.faults.add("poll", "503", times=2)
    page = shown(pages, "/faults")

    assert {each["value"] for each in page.named("option")} >= set(Operation)
    assert {each["value"] for each in page.named("input") if each.get("name") == "fault"} == set(Fault)
    assert "Poll a queue: 503for the next 2 calls" in page.text


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

    assert text.count("xxx… (5,00") == 2 * SHOWN
    assert "This page shows 200 queues. There are 2 more." in text


def test_the_journal_shows_the_latest_call_first(pages: Pages, emulator: Emulator) -> None:
    assert "No calls yet" in shown(pages_of(an_emulator()), "/journal").text
    emulator.faults.add("poll", "drop-before")
    with pytest.raises(NoAnswer):
        poll(emulator)
    emulator.handle(Request(method="GET", url=f"{emulator.settings.root}{JOBS}"), caller="")
    emulator.handle(Request(method="GET", url="/elsewhere"))
    text = shown(pages, "/journal").text

    assert "3 no operation 404 NOT_FOUND Tue 1 January 2030 13:00:00 by the sender GET /elsewhere" in text
    assert "2 poll 403 NOT_AUTHORIZED Tue 1 January 2030 13:00:00 by a caller without a certificate GET" in text
    assert "1 poll no response Tue 1 January 2030 13:00:00 by 984661185 fault: drop-before" in text


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
    assert "Contract deleted" in page.text
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


def test_the_style_sheet_has_the_colours_and_the_timeline_of_all_pages(pages: Pages) -> None:
    sheet = ask(pages, "/assets/style.css").body.decode()

    assert PALETTE in sheet
    assert STYLE in sheet
    assert "url(" not in sheet


def test_documents_have_pictures(pages: Pages) -> None:
    (picture,) = [each["src"] for each in shown(pages, "/jobs/1").named("img")]
    assert picture == "/jobs/1/documents/0/picture"
    assert ask(pages, picture).headers["content-type"] in {"image/png", "image/svg+xml"}
    assert ask(pages, "/jobs/1/documents/1/picture").status == 404


def test_a_page_uses_only_its_own_assets(pages: Pages) -> None:
    page = shown(pages, "/jobs/1")
    used = [each.get("src") or each.get("href") for tag in ("script", "link") for each in page.named(tag)]

    assert [ask(pages, f"{each}").status for each in used] == [200] * 3


def test_without_jinja2_the_page_says_how_to_install_it(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _templates.cache_clear()
    answer = ask(pages, "/")

    assert (answer.status, answer.headers["content-type"]) == (501, "text/plain")
    assert answer.body == f"the pages need Jinja2: {install_command('emulator')}\n".encode()
    assert ask(pages, "/assets/style.css").status == 200
    assert ask(pages, "/nothing").status == 501
