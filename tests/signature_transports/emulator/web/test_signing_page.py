"""Tests of the page that signers of direct jobs are redirected to."""

import sys
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode, urlsplit

import pytest

from signature_model import DirectSigner, ExitUrls
from signature_model.api.http import Request, Response
from signature_transports.emulator import SIGNS, Emulator
from signature_transports.emulator.web.rendering import _templates
from signature_transports.emulator.web.responses import MAX_FORM
from signature_transports.emulator.web.site import Site
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import (
    an_emulator,
    clock_of,
    create,
    created_direct,
    direct_job_of,
)
from tests.signature_transports.emulator.page_reader import Reader

FROM_ANOTHER_SITE: Final = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.fixture
def emulator() -> Emulator:
    """Return an emulator with a direct job of two signers."""
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola"))
    return emulator


def path_of(emulator: Emulator, place: int = 0, number: int = 1) -> str:
    """Return the path of a signer's latest redirect URL."""
    job = emulator._operations.ledger.job(number)  # noqa: SLF001 - only the signers get them
    return f"/redirect/{job.redirects[place]}"


def ask(emulator: Emulator, method: str, path: str, form: object = None, **headers: str) -> Response:
    """Return the response to a browser's request."""
    body = b"" if form is None else form if isinstance(form, bytes) else urlencode(form).encode()  # type: ignore[arg-type]  # a mapping
    given = tuple({"host": "127.0.0.1:8080", **headers}.items())
    return Site(emulator, clock_of(emulator))(Request(method=method, url=path, headers=given, body=(body,)), None)


def fields_of(page: Response) -> dict[str, str]:
    """Return the hidden fields of the page's form."""
    assert page.status == 200
    return {f"{each['name']}": f"{each['value']}" for each in Reader(page.body).named("input")}


def cookie_of(page: Response) -> str:
    return page.headers["set-cookie"].partition(";")[0]


def error_of(answer: Response) -> str:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Reader(answer.body).text.rpartition("This did not work ")[2]


def test_the_page_shows_the_documents_and_three_buttons(emulator: Emulator) -> None:
    path = path_of(emulator)
    answer = ask(emulator, "GET", path, None, **FROM_ANOTHER_SITE)
    page = Reader(answer.body)
    assert "Employment contract" in page.text
    assert "You are kari" in page.text
    assert [each["value"] for each in page.named("button")] == ["sign", "reject", "fail"]
    assert [each["action"] for each in page.named("form")] == [path]
    assert [each["href"] for each in page.named("a")] == ["/jobs/1/documents/0"]
    assert not page.named("script")
    assert "form-action" not in answer.headers["content-security-policy"]
    assert answer.headers["set-cookie"].endswith(f"; Path={path}; HttpOnly; SameSite=Lax")


@pytest.mark.parametrize(
    ("event", "status", "exit_url"),
    [
        ("sign", "SIGNED", "https://sender.example/signed"),
        ("reject", "REJECTED", "https://sender.example/rejected"),
        ("fail", "FAILED", "https://sender.example/failed"),
    ],
)
def test_each_button_leads_to_an_exit_url(emulator: Emulator, event: str, status: str, exit_url: str) -> None:
    path = path_of(emulator, 1)
    form = fields_of(ask(emulator, "GET", path))
    answer = ask(emulator, "POST", path, form | {"event": event}, origin="http://127.0.0.1:8080")
    assert answer.status == 303
    assert answer.headers["location"] == emulator.job(1).signers[1].exit_url
    assert answer.headers["location"].startswith(exit_url)
    assert emulator.job(1).signers[1].status == status


def test_a_redirect_url_works_once_but_can_be_loaded_again(emulator: Emulator) -> None:
    path = path_of(emulator)
    first = ask(emulator, "GET", path)
    again = ask(emulator, "GET", path, cookie=f"a[b]=c; {cookie_of(first)}")
    assert fields_of(again) == fields_of(first)
    for headers in ({}, {"cookie": "session=other"}, {"cookie": "session; [=;"}):
        answer = ask(emulator, "GET", path, None, **headers)
        assert (answer.status, error_of(answer)[:26]) == (403, "this redirect URL has been")


def test_a_signer_who_comes_back_to_the_page_is_sent_on(emulator: Emulator) -> None:
    path = path_of(emulator)
    page = ask(emulator, "GET", path)
    emulator.sign(1, 0)
    answer = ask(emulator, "GET", path, cookie=cookie_of(page))
    assert (answer.status, answer.headers["location"]) == (303, emulator.job(1).signers[0].exit_url)
    assert ask(emulator, "POST", path, fields_of(page) | {"event": "sign"}).status == 409


def test_a_signer_who_signs_at_once_is_sent_on() -> None:
    emulator = an_emulator(persona=SIGNS)
    create(emulator, direct_job_of())
    assert ask(emulator, "GET", path_of(emulator)).status == 303


@pytest.mark.parametrize(
    "end",
    [lambda emulator: emulator.reject(1, 0), lambda emulator: clock_of(emulator).advance(3e6)],
    ids=["another rejects", "30 days pass"],
)
def test_a_signer_who_cannot_sign_any_more_is_told_so(emulator: Emulator, end: Callable[[Emulator], object]) -> None:
    end(emulator)
    page = Reader(ask(emulator, "GET", path_of(emulator, 1)).body)
    assert "The signer cannot sign: the status of the job is failed" in page.text
    assert not page.named("form")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"event": "sign"}, 403),
        ({"session": "other", "event": "sign"}, 403),
        (b"a" * (MAX_FORM + 1), 400),
        (b"&".join([b"a=b"] * 9), 400),
        (b"\xff", 400),
    ],
)
def test_a_form_of_another_page_is_refused(emulator: Emulator, form: object, status: int) -> None:
    path = path_of(emulator)
    ask(emulator, "GET", path)
    answer = ask(emulator, "POST", path, form)
    assert answer.status == status
    assert error_of(answer)
    assert emulator.job(1).signers[0].status == "WAITING"


def test_a_form_for_a_page_that_was_not_opened_is_refused(emulator: Emulator) -> None:
    answer = ask(emulator, "POST", path_of(emulator), {"event": "sign"})
    assert (answer.status, error_of(answer)[:27]) == (403, "open the redirect URL first")


@pytest.mark.parametrize("event", ["", "dance", "block", "expire"])
def test_other_events_are_refused(emulator: Emulator, event: str) -> None:
    path = path_of(emulator)
    form = fields_of(ask(emulator, "GET", path))
    assert ask(emulator, "POST", path, form | {"event": event}).status == 409


@pytest.mark.parametrize("path", ["/redirect/", "/redirect/other", "/redirect/../jobs/1", "/redirect/\0"])
def test_other_paths_are_not_found(emulator: Emulator, path: str) -> None:
    answer = ask(emulator, "GET", path)
    assert (answer.status, error_of(answer)[:17]) == (404, "this redirect URL")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS"])
def test_other_methods_do_not_use_the_url(emulator: Emulator, method: str) -> None:
    answer = ask(emulator, method, path_of(emulator))
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")
    assert ask(emulator, "GET", path_of(emulator)).status == 200


def test_other_sites_can_link_to_the_page_but_not_use_it(emulator: Emulator) -> None:
    path = path_of(emulator)
    frame = FROM_ANOTHER_SITE | {"sec-fetch-dest": "iframe"}
    assert ask(emulator, "GET", path, None, **frame).status == 403
    form = fields_of(ask(emulator, "GET", path, None, **FROM_ANOTHER_SITE)) | {"event": "sign"}
    assert ask(emulator, "POST", path, form, origin="https://sender.example").status == 403
    assert ask(emulator, "GET", path, host="example.com").status == 403


@pytest.mark.parametrize("url", ["done", "", "javascript:alert(1)", "//other.example"])
def test_an_exit_url_that_browsers_cannot_go_to_is_shown(url: str) -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of(exit_urls=ExitUrls.single(url)))
    emulator.sign(1, 0)
    answer = ask(emulator, "GET", path_of(emulator))
    assert answer.status == 200
    assert f"cannot go to the exit URL {url}?status_query_token=" in error_of(answer)
    page = Reader(ask(emulator, "GET", "/jobs/1").body)
    assert f"sent back to {url}?" in page.text
    assert not [each for each in page.named("a") if "status_query_token" in f"{each['href']}"]


def test_the_page_of_the_job_links_to_the_exit_url(emulator: Emulator) -> None:
    exit_url = emulator.sign(1, 0).signers[0].exit_url
    page = Reader(ask(emulator, "GET", "/jobs/1").body)
    assert exit_url in [each["href"] for each in page.named("a")]
    assert "default queue" not in Reader(ask(emulator, "GET", "/").body).text
    create(emulator, direct_job_of(polling="hr"))
    emulator.sign(2, 0)
    queues = Reader(ask(emulator, "GET", "/queues").body).text
    assert "sender 984661185, direct flow 1 change waits in queue hr. job 2" in queues


def test_national_id_numbers_are_masked() -> None:
    emulator = an_emulator()
    signers = [DirectSigner.by_national_id(KARI)]
    url = f"{created_direct(emulator, direct_job_of(signers=signers, title=f'For {KARI}')).signers[0].redirect_url}"
    answer = ask(emulator, "GET", urlsplit(url).path)
    assert answer.status == 200
    assert KARI.encode() not in answer.body


def test_without_jinja2_the_page_says_how_to_install_it(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _templates.cache_clear()
    answer = ask(emulator, "GET", path_of(emulator))
    assert (answer.status, answer.headers["content-type"]) == (501, "text/plain")
