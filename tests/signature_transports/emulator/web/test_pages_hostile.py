"""Tests of the pages with harmful jobs and harmful requests."""

from typing import Final
from urllib.parse import urlencode

import pytest

from signature_model import Document, JobRequest, Lookup, Signer
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.pages import Pages
from tests.kits.jobs import KARI, a_pdf
from tests.signature_transports.emulator.calls import (
    JOBS,
    an_emulator,
    by,
    call,
    create,
    creation,
    direct_job_of,
    job_of,
)
from tests.signature_transports.emulator.page_reader import SIGNER, Reader, ask, error_text, pages_of, shown

HOSTILE: Final = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{%raw%}\"'&\t\u202e\u0085"


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
def test_unknown_pages_are_errors(pages: Pages, path: str, status: int) -> None:
    answer = ask(pages, path)

    assert answer.status == status
    assert error_text(answer)
    assert [each["role"] for each in Reader(answer.body).named("p") if "role" in each] == ["alert", "status"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"])
def test_pages_allow_only_get(pages: Pages, method: str) -> None:
    answer = ask(pages, "/jobs/1", method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert ask(pages, "/jobs/1", "HEAD") == ask(pages, "/jobs/1")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_forms_allow_only_post(pages: Pages, emulator: Emulator, method: str) -> None:
    before = emulator.job(1)
    answer = ask(pages, SIGNER, method, urlencode({"token": pages.token, "event": "sign"}).encode())

    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert emulator.job(1) == before


def test_content_of_jobs_is_escaped(emulator: Emulator) -> None:
    job = job_of(
        *by("a"),
        title=HOSTILE[:80],
        nonsensitive_title=HOSTILE[:80],
        documents=[Document.from_bytes(a_pdf(), title=HOSTILE[:80])],
    )
    request = JobRequest(reference=HOSTILE[:50], polling_queue=HOSTILE)
    assert emulator.handle(creation(job, request=request)).status == 200
    emulator.sign(2, 0)
    pages = pages_of(emulator)
    plain, other = shown(pages, "/jobs/1"), shown(pages, "/jobs/2")

    def tags(page: Reader) -> set[str]:
        return {tag for tag, _ in page.elements}

    assert tags(other) <= tags(plain)
    for path in ("/", "/jobs/2", "/jobs/2/notifications", "/queues"):
        page = shown(pages, path)
        assert len(page.named("script")) == 1
        assert {each["src"] for each in page.named("img")} <= {"/jobs/2/documents/0/picture"}
        assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
        assert "<script>alert(1)</script><img src=x" in page.text


@pytest.mark.parametrize("identifier", [HOSTILE[:80], " ", KARI, "\u202e"])
def test_an_identifier_is_not_a_harmful_name(identifier: str) -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of(identifier, "ola"))
    emulator.reject(1, 0)
    page = shown(pages_of(emulator), "/jobs/1")

    assert page.named("script") == [{"src": "/assets/page.js", "defer": None}]
    assert KARI not in page.text


def test_the_url_of_a_call_is_escaped(pages: Pages, emulator: Emulator) -> None:
    call(emulator, "GET", f"/{HOSTILE}")

    assert len(shown(pages, "/journal").named("script")) == 1


@pytest.mark.parametrize("path", ["/", "/jobs/2", "/jobs/2/notifications", "/queues", "/journal"])
def test_national_id_numbers_are_masked(emulator: Emulator, path: str) -> None:
    kari = Signer.by_national_id(KARI, notify=Lookup())
    request = JobRequest(reference=f"ref {KARI}", polling_queue="hr")
    emulator.handle(creation(job_of(kari, title=f"For {KARI}"), request=request))
    call(emulator, "GET", f"{JOBS}?polling_queue={KARI}")

    assert KARI not in shown(pages_of(emulator), path).text.replace("polling_queue", "")


@pytest.mark.parametrize("path", ["/", "/jobs/1", "/nothing", "/assets/page.js", "/jobs/1/documents/0", "/queues"])
def test_other_sites_cannot_use_the_responses(pages: Pages, path: str) -> None:
    headers = ask(pages, path).headers
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))

    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'",) * 3
    assert {policy[f"{each}-src"] for each in ("script", "style", "img", "connect")} == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_half_a_surrogate_pair_in_a_url_is_shown(emulator: Emulator, pages: Pages) -> None:
    call(emulator, "GET", "/\ud800\0")
    assert "/?" in shown(pages, "/journal").text
