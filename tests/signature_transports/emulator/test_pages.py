"""The pages for people: what they show, what their forms do, and what they say to nonsense."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pytest

from signature_model import Availability, Document, JobRequest, Lookup, Signer
from signature_model.errors import NoAnswer
from signature_model.http import Request, Response
from signature_transports.clocks import START, ManualClock
from signature_transports.emulator.pages import MAX_FORM, SHOWN, Pages
from signature_transports.emulator.rendering import _templates
from tests.signature_model.samples import KARI, a_pdf
from tests.signature_transports.emulator.counter import (
    JOBS,
    an_emulator,
    by,
    call,
    clock_of,
    create,
    creation,
    job_of,
    poll,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_transports.emulator import Emulator

HOSTILE: Final = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{%raw%}\"'&\t\u202e\u0085"
SIGNER: Final = "/jobs/1/signers/0"


class Reader(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._pieces: list[str] = []
        self.feed(page.decode())
        self.close()

    @property
    def text(self) -> str:
        """The text of the page, with its blanks made one."""
        return " ".join("".join(self._pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._pieces.append(" " if tag in {"dt", "dd"} else "")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def emulator() -> Emulator:
    """An emulator that holds a job whose first signer can act."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2))), "hr")
    return emulator


@pytest.fixture
def pages(emulator: Emulator) -> Pages:
    return pages_of(emulator)


def pages_of(emulator: Emulator) -> Pages:
    return Pages(emulator=emulator, clock=clock_of(emulator))


def ask(pages: Pages, path: str, method: str = "GET", body: bytes = b"") -> Response:
    return pages.answer(Request(method=method, url=path, body=(body,)))


def send(pages: Pages, path: str, **form: object) -> Response:
    """Send a form with its token, unless it brings another."""
    return ask(pages, path, "POST", urlencode({"token": pages.token} | form).encode())


def shown(pages: Pages, path: str) -> Reader:
    answer = ask(pages, path)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return Reader(answer.body)


def complaint(answer: Response) -> str:
    """What people are told went wrong."""
    assert answer.status >= 400
    return Reader(answer.body).text.rpartition("Not done ")[2]


def test_jobs_are_shown_the_latest_first(pages: Pages, emulator: Emulator) -> None:
    create(emulator, job_of(*by("c"), title="Lease"))
    emulator.sign(1, 0)
    emulator.reject(2, 0)
    page = shown(pages, "/")

    assert [link["href"] for link in page.named("a") if "/jobs/" in f"{link['href']}"] == ["/jobs/2", "/jobs/1"]
    assert "Job 2: Lease failed 0 of 1 signed ended 2030-01-01 12:00:00 UTC" in page.text
    assert "Job 1: Employment contract in progress 1 of 2 signed deadline 2030-01-11 12:00:00 UTC" in page.text
    assert "reference our own in hr" in page.text


def test_where_there_are_no_jobs_it_is_told_where_they_go() -> None:
    assert "Send one to http://127.0.0.1/api, and it appears here." in shown(pages_of(an_emulator()), "/").text


def test_of_many_jobs_and_calls_the_latest_are_shown() -> None:
    emulator = an_emulator()
    request = creation(job_of(*by("a")))
    for _ in range(SHOWN + 3):
        emulator.handle(request)
    jobs, journal = shown(pages_of(emulator), "/"), shown(pages_of(emulator), "/journal")

    assert len([each for each in jobs.named("a") if "/jobs/" in f"{each['href']}"]) == SHOWN
    assert "These are the latest 200; there are 3 older ones." in jobs.text
    assert len(re.findall("create 200", journal.text)) == SHOWN


def test_a_job_is_shown_with_everything_that_people_want_to_know(pages: Pages, emulator: Emulator) -> None:
    clock_of(emulator).advance(86_400 * 6)
    page = shown(pages, "/jobs/1")

    assert "Job 1: Employment contract" in page.text
    assert "Status in progress" in page.text
    assert "Queue hr Unconfirmed no changes" in page.text
    assert re.search(r"Group 1 order 1 \w+ \w+ waiting a@example.com since 2030-01-01", page.text)
    assert "Notified 2 times by e-mail, 2030-01-01 12:00:00 UTC reminder by e-mail, 2030-01-06 12:00" in page.text
    assert [each["value"] for each in page.named("button") if "value" in each] == ["sign", "reject", "block"]


@pytest.mark.parametrize(
    ("availability", "told"),
    [
        pytest.param(Availability(activation_time=START + timedelta(1)), "Opens at its activation time", id="later"),
        pytest.param(None, "Deadline 2030-01-31 12:00:00 UTC", id="at once"),
    ],
)
def test_it_is_shown_how_long_a_job_is_open(availability: Availability | None, told: str) -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=availability))

    assert told in shown(pages_of(emulator), "/jobs/1").text
    assert ("not open yet" in shown(pages_of(emulator), "/").text) is told.startswith("Opens")


def test_a_job_that_has_ended_offers_nothing_to_do(pages: Pages, emulator: Emulator) -> None:
    emulator.reject(1, 0)
    page = shown(pages, "/jobs/1")

    assert "Status failed Ended 2030-01-01 12:00:00 UTC" in page.text
    assert "Unconfirmed 1 change " in page.text
    assert [each for each in page.named("button") if "value" in each] == []


@pytest.mark.parametrize(
    ("name", "told"), [(None, "the default queue"), ("", "the queue without a name"), ("hr", "hr")]
)
def test_queues_are_shown_with_what_waits_in_them(name: str | None, told: str) -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    pages = pages_of(emulator)
    assert "No queue has held a status change yet" in shown(pages, "/queues").text
    create(emulator, job_of(*by("a", "b")), name)
    emulator.sign(1, 0)
    emulator.sign(1, 1)
    assert f"{told} sender 984661185 Waiting: job 1, job 1 next poll permitted now" in shown(pages, "/queues").text
    assert f"Queue {told}" in shown(pages, "/jobs/1").text

    query = "" if name is None else f"?polling_queue={name}"
    for _ in range(3):
        poll(emulator, query)
    assert "Waiting: nothing next poll permitted at 2030-01-01 12:00:20 UTC" in shown(pages, "/queues").text


def test_of_a_long_queue_the_beginning_is_shown() -> None:
    emulator = an_emulator()
    request = creation(job_of(*by("a")))
    for number in range(1, SHOWN + 3):
        emulator.handle(request)
        emulator.reject(number, 0)

    assert f"job {SHOWN} and 2 more" in shown(pages_of(emulator), "/queues").text


def test_of_many_queues_some_are_shown_and_of_long_names_the_beginning() -> None:
    emulator = an_emulator()
    for number in range(SHOWN + 2):
        poll(emulator, f"?polling_queue={'x' * 5000}{number}")
    text = shown(pages_of(emulator), "/queues").text

    assert text.count("xxx… (5,00") == SHOWN
    assert "There are 2 more." in text


def test_the_journal_shows_the_calls_the_latest_first(pages: Pages, emulator: Emulator) -> None:
    assert "The service has not been called yet." in shown(pages_of(an_emulator()), "/journal").text
    emulator.faults.add("poll", "drop-before")
    with pytest.raises(NoAnswer):
        poll(emulator)
    emulator.handle(Request(method="GET", url=f"{emulator.settings.root}{JOBS}"), caller="")
    emulator.handle(Request(method="GET", url="/elsewhere"))
    text = shown(pages, "/journal").text

    assert "nothing 404 NOT_FOUND call 4 2030-01-01 12:00:00 UTC by the sender GET /elsewhere" in text
    assert "poll 403 NOT_AUTHORIZED call 3 2030-01-01 12:00:00 UTC by nobody GET" in text
    assert "poll no answer call 2 2030-01-01 12:00:00 UTC by 984661185 fault ordered: drop-before" in text
    assert text.index("call 4") < text.index("call 1")


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


def test_plain_text_is_shown_and_nothing_else_is_taken_for_a_page() -> None:
    emulator = an_emulator()
    text = Document.from_bytes(b"<script>", title="Text", mime="text/plain", href="text.txt")
    create(emulator, job_of(*by("a"), documents=[text]))

    answer = ask(pages_of(emulator), "/jobs/1/documents/0")
    assert (answer.headers["content-type"], answer.body) == ("text/plain", b"<script>")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_signer_is_made_to_act_by_a_form(pages: Pages, emulator: Emulator) -> None:
    (form,) = [each for each in shown(pages, "/jobs/1").named("form") if each["action"] != "/clock"]
    answer = send(pages, f"{form['action']}", event="sign")

    assert (answer.status, answer.headers["location"], answer.body) == (303, "/jobs/1#signer-0", b"")
    assert emulator.job(1).signers[0].status == "SIGNED"
    assert complaint(send(pages, SIGNER, event="sign")).startswith("job 1: signer 0 is SIGNED already")


@pytest.mark.parametrize("here", ["/", "/jobs/1", "/queues", "/journal"])
def test_the_clock_is_put_forward_and_people_stay_where_they_are(pages: Pages, emulator: Emulator, here: str) -> None:
    assert here in {each["value"] for each in shown(pages, here).named("input")}
    answer = send(pages, "/clock", advance=600, here=here)

    assert (answer.status, answer.headers["location"]) == (303, here)
    assert emulator.clock.now() == START + timedelta(minutes=10)
    assert "The clock shows 2030-01-01 12:10:00 UTC" in shown(pages, here).text


@pytest.mark.parametrize(
    "here",
    [
        "",
        "https://example.com/",
        "//example.com/",
        "/\\example.com",
        "/jobs/1\r\nx: y",
        "/clock",
        "javascript:alert(1)",
    ],
)
def test_the_form_of_the_clock_leads_nowhere_else(pages: Pages, here: str) -> None:
    assert send(pages, "/clock", advance=60, here=here).headers["location"] == "/"


def test_the_clock_ends_some_centuries_before_python_does() -> None:
    emulator = an_emulator(ManualClock(START.replace(year=8999, month=12, day=30)))
    pages = pages_of(emulator)
    assert send(pages, "/clock", advance=86_400).status == 303

    assert complaint(send(pages, "/clock", advance=86_400)).startswith("The clock runs to 9000-01-01 and no further.")
    assert emulator.clock.now().year == 8999


def without_token(form: bytes) -> bytes:
    return form.partition(b"&")[2]


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        pytest.param(without_token, 403, id="no token"),
        pytest.param(lambda form: form.replace(b"token=", b"token=x"), 403, id="another token"),
        pytest.param(lambda form: form[:20] + b"&" + without_token(form), 403, id="half a token"),
        pytest.param(lambda form: b"token=%C3%A6&" + form, 403, id="a token in another alphabet, first"),
        pytest.param(lambda _: b"", 403, id="no form"),
        pytest.param(lambda form: b"\xff" + form, 400, id="no UTF-8"),
        pytest.param(lambda form: form + b"&a=b" * 8, 400, id="many fields"),
        pytest.param(lambda form: form + b"&a=" + b"b" * MAX_FORM, 400, id="too much"),
        pytest.param(lambda form: form.replace(b"advance", b"x"), 400, id="no step"),
        pytest.param(lambda form: form.replace(b"=60", b"=61"), 400, id="a step that is not offered"),
        pytest.param(lambda form: form.replace(b"=60", b"=-60"), 400, id="back"),
    ],
)
def test_a_form_that_is_not_the_page_s_own_does_nothing(
    pages: Pages, emulator: Emulator, spoil: Callable[[bytes], bytes], status: int
) -> None:
    form = urlencode({"token": pages.token, "advance": "60"}).encode()
    answer = ask(pages, "/clock", "POST", spoil(form))

    assert answer.status == status
    assert complaint(answer)
    assert emulator.clock.now() == START
    assert ask(pages, "/clock", "POST", form).status == 303


def test_the_token_of_another_emulator_is_of_no_use(pages: Pages) -> None:
    other = pages_of(an_emulator())

    assert send(pages, SIGNER, event="sign", token=other.token).status == 403
    assert pages.token not in repr(pages)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/nothing", 404, id="no such path"),
        pytest.param("", 404, id="no path"),
        pytest.param("//", 404, id="two slashes"),
        pytest.param("/jobs/2", 404, id="no such job"),
        pytest.param("/jobs/2/documents/0", 404, id="a document of no job"),
        pytest.param("/jobs/2/pades", 404, id="the signed document of no job"),
        pytest.param("/jobs/1/documents/1", 404, id="no such document"),
        pytest.param("/jobs/" + "9" * 5000, 404, id="absurd number"),
        pytest.param("/jobs/\u0661", 404, id="another digit"),
        pytest.param("/jobs/1\n", 404, id="a new line"),
        pytest.param("/jobs/../journal", 404, id="steps out"),
        pytest.param("/assets/", 404, id="a folder"),
        pytest.param("/assets/../pages.py", 404, id="steps out of the assets"),
        pytest.param("/assets/..", 404, id="above the assets"),
        pytest.param("/assets/%2e%2e/pages.py", 404, id="steps out, percent-encoded"),
        pytest.param("/assets/..%2fpages.py", 404, id="a slash, percent-encoded"),
        pytest.param("/assets/..\\pages.py", 404, id="a backslash"),
        pytest.param("/assets//etc/passwd", 404, id="an absolute path"),
        pytest.param("/assets/style.css\0", 404, id="NUL"),
        pytest.param("/assets/style.css%00", 404, id="NUL, percent-encoded"),
        pytest.param("/assets/style.css/", 404, id="below a file"),
        pytest.param("/assets/icon.svg", 404, id="a file by another name"),
        pytest.param("/templates/job.html", 404, id="a template"),
        pytest.param("http://127.0.0.1/", 404, id="a whole url"),
        pytest.param(SIGNER, 405, id="a form's place"),
    ],
)
def test_where_nothing_is_people_are_told_so(pages: Pages, path: str, status: int) -> None:
    answer = ask(pages, path)

    assert answer.status == status
    assert complaint(answer)
    assert [each["role"] for each in Reader(answer.body).named("p") if "role" in each] == ["alert", "status"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"])
def test_pages_are_only_read(pages: Pages, method: str) -> None:
    answer = ask(pages, "/jobs/1", method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert ask(pages, "/jobs/1", "HEAD") == ask(pages, "/jobs/1")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_forms_are_only_sent(pages: Pages, emulator: Emulator, method: str) -> None:
    before = emulator.job(1)
    answer = ask(pages, SIGNER, method, urlencode({"token": pages.token, "event": "sign"}).encode())

    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert emulator.job(1) == before


@pytest.mark.parametrize(
    ("form", "path"),
    [
        pytest.param({"event": ""}, SIGNER, id="no event"),
        pytest.param({"event": HOSTILE}, SIGNER, id="no such event"),
        pytest.param({"event": "cancel"}, SIGNER, id="nothing that a signer does"),
        pytest.param({"event": "sign"}, "/jobs/1/signers/1", id="not their turn"),
        pytest.param({"event": "sign"}, "/jobs/1/signers/99", id="no such signer"),
    ],
)
def test_what_is_not_possible_is_told_and_changes_nothing(
    pages: Pages, emulator: Emulator, form: dict[str, str], path: str
) -> None:
    before = emulator.job(1)
    answer = send(pages, path, **form)

    assert answer.status == 409
    assert complaint(answer)
    assert b"<img" not in answer.body
    assert emulator.job(1) == before


def test_an_absurd_event_is_told_in_part_and_without_a_national_id_number(pages: Pages) -> None:
    told = complaint(send(pages, SIGNER, event=f"{KARI} {'x' * 2000}"))

    assert "018180*****" in told
    assert KARI not in told
    assert len(told) < 500


def test_what_was_sent_is_shown_as_text(emulator: Emulator) -> None:
    job = job_of(*by("a"), title=HOSTILE[:80], documents=[Document.from_bytes(a_pdf(), title=HOSTILE[:80])])
    request = JobRequest(reference=HOSTILE[:50], polling_queue=HOSTILE)
    assert emulator.handle(creation(job, request=request)).status == 200
    emulator.sign(2, 0)
    pages = pages_of(emulator)
    plain, honest = shown(pages, "/jobs/1"), shown(pages, "/jobs/2")

    def tags(page: Reader) -> set[str]:
        return {tag for tag, _ in page.elements}

    assert tags(honest) == tags(plain)
    for path in ("/", "/jobs/2", "/queues"):
        page = shown(pages, path)
        assert len(page.named("script")) == 1
        assert page.named("img") == []
        assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
        assert "<script>alert(1)</script><img src=x" in page.text


def test_the_url_of_a_call_is_shown_as_text(pages: Pages, emulator: Emulator) -> None:
    call(emulator, "GET", f"/{HOSTILE}")

    assert len(shown(pages, "/journal").named("script")) == 1


@pytest.mark.parametrize("path", ["/", "/jobs/2", "/queues", "/journal"])
def test_nobody_is_shown_whole(emulator: Emulator, path: str) -> None:
    kari = Signer.by_national_id(KARI, notify=Lookup())
    request = JobRequest(reference=f"ref {KARI}", polling_queue="hr")
    emulator.handle(creation(job_of(kari, title=f"For {KARI}"), request=request))
    call(emulator, "GET", f"{JOBS}?polling_queue={KARI}")

    assert KARI not in shown(pages_of(emulator), path).text.replace("polling_queue", "")


@pytest.mark.parametrize("path", ["/", "/jobs/1", "/nothing", "/assets/page.js", "/jobs/1/documents/0", "/queues"])
def test_no_answer_can_be_used_by_another_site(pages: Pages, path: str) -> None:
    headers = ask(pages, path).headers
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))

    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'",) * 3
    assert {policy[f"{each}-src"] for each in ("script", "style", "img", "connect")} == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/page.js", "text/javascript; charset=utf-8"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
def test_the_assets_are_there(pages: Pages, path: str, media_type: str) -> None:
    answer = ask(pages, path)

    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.body


def test_a_page_needs_nothing_from_elsewhere(pages: Pages) -> None:
    page = shown(pages, "/jobs/1")
    used = [each.get("src") or each.get("href") for tag in ("script", "link") for each in page.named(tag)]

    assert [ask(pages, f"{each}").status for each in used] == [200, 200]


def test_without_jinja2_it_is_told_how_to_get_it(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _templates.cache_clear()
    answer = ask(pages, "/")

    assert (answer.status, answer.headers["content-type"]) == (501, "text/plain")
    assert answer.body == b"the pages need Jinja2: pip install 'posten-signering[emulator]'\n"
    assert ask(pages, "/assets/style.css").status == 200
    assert ask(pages, "/nothing").status == 501
