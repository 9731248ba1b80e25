"""Tests of the paths of the server, and of the refusal of other sites."""

from typing import Final
from urllib.parse import urlencode

import pytest

from signature_model.api.http import Request, Response
from signature_model.errors import NoAnswer
from signature_transports.emulator.web.site import Site
from tests.kits.certificates import NUMBER
from tests.signature_transports.emulator.calls import an_emulator, by, clock_of, code_of, create, job_of

HERE: Final = "127.0.0.1:8080"
PING: Final = f"/api/{NUMBER}"
REFUSED: Final = b"refused: call the emulator by 127.0.0.1 or localhost, and not from a page of another site\n"

PLACES: Final = (
    pytest.param("GET", "/", id="pages"),
    pytest.param("GET", "/assets/page.js", id="assets"),
    pytest.param("POST", "/jobs/1/signers/0", id="forms"),
    pytest.param("GET", "/_emulator/jobs", id="control"),
    pytest.param("POST", "/_emulator/jobs/1/signers/0/sign", id="orders"),
    pytest.param("GET", "/api", id="the service's root itself"),
    pytest.param("GET", "/_emulator", id="the control path itself"),
)

HOSTS: Final = (
    "example.com",  # another name
    "example.com:8080",  # another name, our port
    "127.0.0.1.example.com:8080",  # a name that begins like ours
    "example.com:127.0.0.1",  # a name that ends like ours
    "localhost.:8080",  # a name with a dot behind it
    "192.168.0.1:8080",  # another address
    "0.0.0.0:8080",  # every address
    "127.0.0.1:80:80",  # two ports
    "",  # empty
    None,  # none
)

ORIGINS: Final = (
    "null",  # a page without one
    "",  # empty
    "https://example.com",  # another site
    "http://127.0.0.1:8081",  # another port
    "http://127.0.0.1",  # no port
    "http://localhost:8080",  # another name of this machine
    "http://127.0.0.1:8080.example.com",  # a name that begins like ours
    "http://example.com@127.0.0.1:8080",  # a name before ours
    "http://127.0.0.1:8080/",  # more than an origin
    "http://[",  # no url
    "127.0.0.1:8080",  # no scheme
)


@pytest.fixture
def site() -> Site:
    """Return a site whose emulator has a job."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a")))
    return Site(emulator, clock_of(emulator))


def ask(site: Site, method: str, url: str, caller: str | None = None, **headers: str | None) -> Response:
    """Return the response to a request, which has the form that signs."""
    named = tuple((name, value) for name, value in ({"host": HERE} | headers).items() if value is not None)
    form = urlencode({"token": site.pages.token, "event": "sign"}).encode()
    body = form if method == "POST" and not url.startswith("/_") else b""
    return site(Request(method=method, url=url, headers=named, body=(body,)), caller)


def test_each_path_has_its_part(site: Site) -> None:
    assert ask(site, "GET", PING).body == f"organisation {NUMBER}, on behalf of itself".encode()
    assert ask(site, "GET", PING, caller="").status == 403
    assert ask(site, "GET", "/_emulator/jobs/1").headers["content-type"] == "application/json"
    assert ask(site, "GET", "/jobs/1").headers["content-type"] == "text/html; charset=utf-8"
    assert code_of(ask(site, "GET", "/api/elsewhere")) == "NOT_FOUND"
    assert [ask(site, "GET", path).status for path in ("/api", "/_emulator", "/elsewhere")] == [404] * 3


def test_a_dropped_response_is_dropped(site: Site) -> None:
    site.emulator.faults.add("ping", "drop-before")

    with pytest.raises(NoAnswer):
        ask(site, "GET", PING)


@pytest.mark.parametrize("host", [HERE, "127.0.0.1", "localhost:8080", "localhost", "[::1]:8080", "[::1]"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_forms_of_the_pages_are_accepted(site: Site, host: str, scheme: str) -> None:
    answer = ask(site, "POST", "/jobs/1/signers/0", host=host, origin=f"{scheme}://{host}")

    assert answer.status == 303
    assert site.emulator.job(1).signers[0].status == "SIGNED"


def test_programs_need_no_origin(site: Site) -> None:
    assert ask(site, "POST", "/_emulator/jobs/1/signers/0/sign").status == 200


@pytest.mark.parametrize(("method", "url"), PLACES)
def test_requests_to_another_host_name_are_refused(site: Site, method: str, url: str) -> None:
    for host in HOSTS:
        require_refused(site, ask(site, method, url, host=host))


@pytest.mark.parametrize(("method", "url"), PLACES)
def test_requests_with_another_origin_are_refused(site: Site, method: str, url: str) -> None:
    for origin in ORIGINS:
        require_refused(site, ask(site, method, url, origin=origin))


@pytest.mark.parametrize(("method", "url"), PLACES)
def test_requests_of_another_site_are_refused(site: Site, method: str, url: str) -> None:
    for relation in ("cross-site", "same-site", "", "unknown"):
        require_refused(site, ask(site, method, url, **{"sec-fetch-site": relation}))


@pytest.mark.parametrize("relation", ["same-origin", "none"])
def test_requests_of_the_same_site_or_the_user_are_accepted(site: Site, relation: str) -> None:
    assert ask(site, "GET", "/", **{"sec-fetch-site": relation}).status == 200
    assert ask(site, "POST", "/jobs/1/signers/0", **{"sec-fetch-site": relation}).status == 303


LINK: Final = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def test_a_link_on_another_site_leads_to_a_page(site: Site) -> None:
    assert ask(site, "GET", "/jobs/1", **LINK).status == 200


@pytest.mark.parametrize(
    ("method", "url", "changes"),
    [
        pytest.param("GET", "/jobs/1", {"sec-fetch-dest": "iframe"}, id="a frame"),
        pytest.param("GET", "/jobs/1", {"sec-fetch-mode": "no-cors"}, id="a script"),
        pytest.param("GET", "/jobs/1", {"origin": "https://example.com"}, id="an origin"),
        pytest.param("POST", "/jobs/1/signers/0", {}, id="a form"),
        pytest.param("GET", "/_emulator/jobs", {}, id="the control path"),
        pytest.param("GET", PING, {}, id="the service"),
    ],
)
def test_other_requests_of_another_site_are_refused(site: Site, method: str, url: str, changes: dict[str, str]) -> None:
    require_refused(site, ask(site, method, url, **LINK | changes))


@pytest.mark.parametrize("host", HOSTS)
def test_callers_with_a_certificate_may_use_any_host_name_and_origin(site: Site, host: str | None) -> None:
    named = () if host is None else (("host", host),)
    for headers in ((), *((*named, ("origin", origin)) for origin in ORIGINS)):
        assert site(Request(method="GET", url=PING, headers=headers), NUMBER).status == 200, headers


@pytest.mark.parametrize("caller", [None, ""], ids=["without TLS", "without a certificate"])
@pytest.mark.parametrize("headers", [{"host": "example.com"}, {"host": "127.0.0.1", "origin": "https://example.com"}])
def test_the_service_refuses_other_sites_without_a_certificate(
    site: Site, caller: str | None, headers: dict[str, str]
) -> None:
    require_refused(site, site(Request(method="GET", url=PING, headers=tuple(headers.items())), caller))


def require_refused(site: Site, answer: Response) -> None:
    """Require that the request was refused and did nothing."""
    assert (answer.status, answer.body) == (403, REFUSED)
    assert site.emulator.job(1).signers[0].status == "WAITING"
