"""Tests of the forms on the pages."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from signature_transports.clocks import START, ManualClock
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.pages import Pages
from signature_transports.emulator.web.responses import MAX_FORM
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import an_emulator, by, create, direct_job_of, job_of
from tests.signature_transports.emulator.page_reader import SIGNER, ask, error_text, pages_of, send, shown


def test_a_form_lets_a_signer_sign(pages: Pages, emulator: Emulator) -> None:
    form = next(each for each in shown(pages, "/jobs/1").named("form") if "/signers/" in str(each["action"]))
    answer = send(pages, f"{form['action']}", event="sign")

    assert (answer.status, answer.headers["location"], answer.body) == (303, "/jobs/1#signer-0", b"")
    assert emulator.job(1).signers[0].status == "SIGNED"
    assert error_text(send(pages, SIGNER, event="sign")).startswith("job 1: signer 0 is already SIGNED")


def test_a_job_is_cancelled_for_its_sender(pages: Pages, emulator: Emulator) -> None:
    assert "/jobs/1/cancel" in {each["action"] for each in shown(pages, "/jobs/1").named("form")}
    answer = send(pages, "/jobs/1/cancel")

    assert (answer.status, answer.headers["location"]) == (303, "/jobs/1")
    assert emulator.job(1).status == "FAILED"
    assert "/jobs/1/cancel" not in {each["action"] for each in shown(pages, "/jobs/1").named("form")}
    assert error_text(send(pages, "/jobs/1/cancel"))


def test_all_jobs_are_removed(pages: Pages, emulator: Emulator) -> None:
    assert "/reset" in {each["action"] for each in shown(pages, "/").named("form")}
    answer = send(pages, "/reset")

    assert (answer.status, answer.headers["location"], emulator.jobs()) == (303, "/", ())
    assert "/reset" not in {each["action"] for each in shown(pages, "/").named("form")}


@pytest.mark.parametrize("here", ["/", "/jobs/1", "/jobs/1/notifications", "/queues", "/faults", "/journal"])
def test_the_clock_s_form_returns_to_its_page(pages: Pages, emulator: Emulator, here: str) -> None:
    assert here in {each["value"] for each in shown(pages, here).named("input")}
    answer = send(pages, "/clock", advance=600, here=here)

    assert (answer.status, answer.headers["location"]) == (303, here)
    assert emulator.clock.now() == START + timedelta(minutes=10)
    assert "Tue 1 January 2030 13:10:00 Oslo" in shown(pages, here).text


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
def test_the_clock_s_form_returns_only_to_pages(pages: Pages, here: str) -> None:
    assert send(pages, "/clock", advance=60, here=here).headers["location"] == "/"


@pytest.mark.parametrize(("to", "days"), [("notification", 5), ("deadline", 10)])
def test_the_clock_can_be_moved_to_what_falls_due_next(pages: Pages, emulator: Emulator, to: str, days: int) -> None:
    assert to in {each.get("value") for each in shown(pages, "/").named("button")}
    assert send(pages, "/clock", to=to).status == 303

    assert emulator.clock.now() == START + timedelta(days=days)
    assert (emulator.job(1).status == "FAILED") is (to == "deadline")


def test_the_clock_cannot_be_moved_to_nothing(pages: Pages, emulator: Emulator) -> None:
    emulator.reject(1, 0)

    assert error_text(send(pages, "/clock", to="deadline")).startswith("There is no later moment of this kind")
    assert "Next deadline" not in shown(pages, "/").text


def test_a_fault_is_injected_and_cancelled(pages: Pages, emulator: Emulator) -> None:
    answer = send(pages, "/faults/injected", operation="poll", fault="503", times=2, seconds=30)
    assert (answer.status, answer.headers["location"]) == (303, "/faults#injected")
    send(pages, "/faults/injected", operation="poll", fault="slow", times=2, seconds=7, always=1)
    orders = [(each.operation, each.fault, each.times, each.seconds) for each in emulator.faults.injected()]
    assert orders == [("poll", "503", 2, 30), ("poll", "slow", None, 7)]

    assert send(pages, "/faults/cancel").headers["location"] == "/faults"
    assert emulator.faults.injected() == ()


@pytest.mark.parametrize(
    ("form", "result"),
    [
        ({"times": "0"}, "The number of calls must be a whole number from 1 to 1,000."),
        ({"times": "1001"}, "The number of calls must be"),
        ({"times": "x"}, "The number of calls must be"),
        ({"seconds": "3601"}, "The number of seconds must be a whole number from 1 to 3,600."),
        ({"operation": "x"}, "'x' is not a known operation"),
        ({"fault": "<b>"}, "'<b>' is not a known fault"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    pages: Pages, emulator: Emulator, form: dict[str, str], result: str
) -> None:
    answer = send(pages, "/faults/injected", **{"operation": "poll", "fault": "503"} | form)

    assert error_text(answer).startswith(result)
    assert emulator.faults.injected() == ()


def test_a_new_redirect_url_leads_to_the_page_of_the_signer() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari"))
    create(emulator, job_of(*by("a")))
    pages = pages_of(emulator)
    location = send(pages, "/jobs/1/signers/0/redirect").headers["location"]

    assert location.startswith("/redirect/")
    assert emulator.visit(location.rpartition("/")[2]).signer.address == "kari"
    assert send(pages, "/jobs/1/signers/1/redirect").status == 404
    assert send(pages, "/jobs/2/signers/0/redirect").status == 404
    emulator.sign(1, 0)
    assert send(pages, "/jobs/1/signers/0/redirect").status == 409


def test_the_clock_cannot_pass_its_end() -> None:
    emulator = an_emulator(ManualClock(START.replace(year=8999, month=12, day=30)))
    pages = pages_of(emulator)
    assert send(pages, "/clock", advance=86_400).status == 303

    assert error_text(send(pages, "/clock", advance=86_400)).startswith("The clock ends at 9000-01-01.")
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
def test_another_form_does_nothing(
    pages: Pages, emulator: Emulator, spoil: Callable[[bytes], bytes], status: int
) -> None:
    form = urlencode({"token": pages.token, "advance": "60"}).encode()
    answer = ask(pages, "/clock", "POST", spoil(form))

    assert answer.status == status
    assert error_text(answer)
    assert emulator.clock.now() == START
    assert ask(pages, "/clock", "POST", form).status == 303


def test_the_token_of_another_emulator_is_refused(pages: Pages) -> None:
    other = pages_of(an_emulator())

    assert send(pages, SIGNER, event="sign", token=other.token).status == 403
    assert pages.token not in repr(pages)


@pytest.mark.parametrize(
    ("form", "path"),
    [
        pytest.param({"event": ""}, SIGNER, id="no event"),
        pytest.param({"event": "<img src=x onerror=alert(1)>"}, SIGNER, id="no such event"),
        pytest.param({"event": "cancel"}, SIGNER, id="nothing that a signer does"),
        pytest.param({"event": "sign"}, "/jobs/1/signers/1", id="not their turn"),
        pytest.param({"event": "sign"}, "/jobs/1/signers/99", id="no such signer"),
    ],
)
def test_an_impossible_event_is_an_error_and_changes_nothing(
    pages: Pages, emulator: Emulator, form: dict[str, str], path: str
) -> None:
    before = emulator.job(1)
    answer = send(pages, path, **form)

    assert answer.status == 409
    assert error_text(answer)
    assert b"<img" not in answer.body
    assert emulator.job(1) == before


def test_a_long_event_name_is_cut_and_masked(pages: Pages) -> None:
    result = error_text(send(pages, SIGNER, event=f"{KARI} {'x' * 2000}"))

    assert "018180*****" in result
    assert KARI not in result
    assert len(result) < 500
