"""A URL belongs to the service, or nothing is sent to it, however clients and servers read it."""

import string
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from signature_model.api.services import DIFIQA, DIFITEST, PRODUCTION, SERVICES, Service
from signature_model.errors import ForeignUrl
from signature_model.jobs.context import Environment
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.kits.types import require_checked_types
from tests.signature_model.scripts import JOB, SERVICE

ROOT = SERVICE.root
BARE = Service(root="https://service.example", environment=Environment.TEST)
ORIGIN = ("https", "service.example", 8443)


# Where things are


def test_the_three_environments() -> None:
    assert {name: (each.root, each.environment) for name, each in SERVICES.items()} == {
        "production": ("https://api.signering.posten.no/api", Environment.PRODUCTION),
        "difitest": ("https://api.difitest.signering.posten.no/api", Environment.TEST),
        "difiqa": ("https://api.difiqa.signering.posten.no/api", Environment.TEST),
    }
    assert list(SERVICES.values()) == [PRODUCTION, DIFITEST, DIFIQA]


def test_the_wait_for_an_empty_queue_is_longer_in_production() -> None:
    assert PRODUCTION.empty_queue_wait == timedelta(minutes=10)
    assert DIFITEST.empty_queue_wait == timedelta(seconds=30)


def test_the_urls_of_a_sender() -> None:
    assert SERVICE.sender_url(NUMBER) == f"{ROOT}/984661185"
    assert SERVICE.jobs_url(NUMBER) == f"{ROOT}/984661185/portal/signature-jobs"
    assert SERVICE.poll_url(NUMBER, None) == f"{ROOT}/984661185/portal/signature-jobs"
    assert SERVICE.poll_url(NUMBER, "") == f"{ROOT}/984661185/portal/signature-jobs?polling_queue="
    assert SERVICE.direct_jobs_url(NUMBER) == f"{ROOT}/984661185/direct/signature-jobs"
    assert SERVICE.direct_poll_url(NUMBER, None) == SERVICE.direct_jobs_url(NUMBER)
    assert SERVICE.direct_poll_url(NUMBER, "a b") == f"{SERVICE.direct_jobs_url(NUMBER)}?polling_queue=a%20b"
    assert SERVICE.archived_pades_url(NUMBER, "7") == f"{ROOT}/984661185/archive/documents/7/pades"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_queue_may_have_any_name(name: str) -> None:
    parts = urlsplit(SERVICE.poll_url(NUMBER, name))
    assert parse_qs(parts.query, keep_blank_values=True, strict_parsing=True) == {"polling_queue": [name]}
    assert set(parts.query) <= set(string.ascii_letters + string.digits + "_.-~%=")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_archived_document_is_one_segment_of_a_path(document_id: str) -> None:
    path = urlsplit(SERVICE.archived_pades_url(NUMBER, document_id)).path
    assert unquote(path.removeprefix(f"/api/{NUMBER}/archive/documents/").removesuffix("/pades")) == document_id
    assert path.count("/") == 6


@pytest.mark.parametrize("sender", ["", "98466118", "9846611850", "98466118a", "../../..", "٩٨٤٦٦١١٨٥", KARI])
def test_a_sender_has_nine_digits(sender: str) -> None:
    for url in (SERVICE.sender_url, SERVICE.jobs_url):
        with pytest.raises(ValueError, match="must be nine digits") as caught:
            url(sender)
        assert KARI not in str(caught.value)


# What a root may be


@pytest.mark.parametrize(
    ("root", "kept"),
    [
        ("https://service.example", "https://service.example"),
        ("https://service.example/", "https://service.example"),
        ("https://service.example:8443/a/b//", "https://service.example:8443/a/b"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api"),
        ("https://[::1]:8443/api", "https://[::1]:8443/api"),
    ],
)
def test_a_root_is_kept_without_its_last_slash(root: str, kept: str) -> None:
    service = Service(root=root, environment=Environment.TEST)
    assert service.root == kept
    assert service.require_own(f"{kept}/x") == f"{kept}/x"


@pytest.mark.parametrize(
    "root",
    [
        "",
        "service.example/api",
        "//service.example/api",
        "ftp://service.example/api",
        "https://",
        "https:///api",
        "https://:8443/api",
        "https://service.example:x/api",
        "https://service.example:65536/api",
        "https://service.example:0/api",
        "https://[::1/api",
        "https://user@service.example/api",
        "https://service.example/api?",
        "https://service.example/api?x=y",
        "https://service.example/api#",
        "https://service.example/api/../x",
        "https://service.example/a b",
        "https://sérvice.example/api",
    ],
)
def test_a_root_that_is_not_a_url_is_refused(root: str) -> None:
    with pytest.raises(ValueError, match="root must be a URL like"):
        Service(root=root, environment=Environment.TEST)


@pytest.mark.parametrize(
    ("root", "advice"),
    [
        pytest.param("localhost:8443/api", ": write https:// before it", id="scheme"),
        pytest.param("https://service.example/api?x=y", ": remove the ? and what follows", id="query"),
        pytest.param("https://service.example/a b", "/a b'", id="unclear"),
    ],
)
def test_a_root_that_is_not_a_url_says_what_to_change(root: str, advice: str) -> None:
    with pytest.raises(ValueError, match="root must be a URL like") as refusal:
        Service(root=root, environment=Environment.TEST)
    assert advice in str(refusal.value)


def test_values_of_wrong_types_are_refused() -> None:
    require_checked_types(PRODUCTION)


# Whose a url is


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"{JOB}/complete", id="a confirmation"),
        pytest.param(f"{JOB}/xades/1?token=a.b-c~d_e&f=%C3%A6", id="a query"),
        pytest.param(f"{JOB}/..hidden/a..b/...", id="dots that are names"),
        pytest.param("HTTPS://Service.Example:8443/api/x", id="a host in capitals"),
        pytest.param(f"{ROOT}/x;version=1", id="a parameter"),
        pytest.param(f"{ROOT}/".ljust(2_000, "x"), id="a long one"),
    ],
)
def test_a_url_below_the_root_belongs_to_the_service(url: str) -> None:
    assert SERVICE.require_own(url) == url


@pytest.mark.parametrize(("scheme", "port"), [("https", 443), ("http", 80)])
def test_the_default_port_may_be_written(scheme: str, port: int) -> None:
    usual, said = f"{scheme}://localhost", f"{scheme}://localhost:{port}"
    for root in (usual, said):
        service = Service(root=root, environment=Environment.TEST)
        assert [service.require_own(f"{each}/x") for each in (usual, said)] == [f"{usual}/x", f"{said}/x"]
        with pytest.raises(ForeignUrl):
            service.require_own(f"{usual}:{port + 1}/x")


FOREIGN = {
    "another host": "https://service.example.evil:8443/api/x",
    "a host before": "https://evil.service.example:8443/api/x",
    "another top domain": "https://service.exampl:8443/api/x",
    "a trailing dot": "https://service.example.:8443/api/x",
    "another port": "https://service.example:8444/api/x",
    "no port": "https://service.example/api/x",
    "port zero": "https://service.example:0/api/x",
    "no number as a port": "https://service.example:x/api/x",
    "a port beyond all": "https://service.example:99999/api/x",
    "another scheme": "http://service.example:8443/api/x",
    "no scheme": "//service.example:8443/api/x",
    "a path alone": "/api/x",
    "no host": "https:///api/x",
    "one slash": "https:/service.example:8443/api/x",
    "a file": "file:///api/x",
    "a user": "https://user@service.example:8443/api/x",
    "a user and password": "https://service.example:8443@evil.example/api/x",
    "a host as password": "https://a:service.example:8443/api/x",
    "half a literal": "https://[service.example:8443/api/x",
    "the root": "https://service.example:8443/api",
    "another folder": "https://service.example:8443/apiX/x",
    "above the root": "https://service.example:8443/x",
    "nothing behind the host": "https://service.example:8443",
    "a query in place of a path": "https://service.example:8443?/api/x",
    "the root in the query": "https://service.example:8443/x?/api/",
    "a step up": f"{ROOT}/../x",
    "a step up at the end": f"{ROOT}/x/..",
    "a step up with a parameter": f"{ROOT}/..;a=b/x",
    "a step nowhere": f"{ROOT}/./x",
    "an encoded step up": f"{ROOT}/%2e%2E/x",
    "a step half encoded": f"{ROOT}/.%2e/x",
    "an encoded slash": f"{ROOT}/..%2Fx",
    "a backslash": f"{ROOT}/..\\x",
    "an encoded backslash": f"{ROOT}/..%5cx",
    "a host behind a backslash": "https://evil.example\\@service.example:8443/api/x",
    "a fragment": f"{ROOT}/x#y",
    "half an escape": f"{ROOT}/%2",
    "no escape": f"{ROOT}/%zz",
    "a blank": f"{ROOT}/x y",
    "a blank before": f" {ROOT}/x",
    "a line's end behind": f"{ROOT}/x\n",
    "a tab within": "https://service.exa\tmple:8443/api/x",
    "a header": f"{ROOT}/x\r\nX-Header: y",
    "a zero": f"{ROOT}/\0",
    "a delete": f"{ROOT}/\x7f",
    "a letter that is none of ASCII": f"{ROOT}/æ",
    "a dot of another width": "https://service\N{FULLWIDTH FULL STOP}example:8443/api/x",
    "an encoded host": "https://%73ervice.example:8443/api/x",
    "nothing": "",
    "a length that no url has": f"{ROOT}/".ljust(2_001, "x"),
    "absurd length": f"{ROOT}/{'x' * 1_000_000}",
}


def test_port_zero_is_not_the_default_port() -> None:
    with pytest.raises(ForeignUrl):
        BARE.require_own("https://service.example:0/x")


@pytest.mark.parametrize("url", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_url_that_is_not_below_the_root_is_foreign(url: str) -> None:
    with pytest.raises(ForeignUrl, match=r"does not belong to the service at https://service\.example:8443/api"):
        SERVICE.require_own(url)


def test_a_foreign_url_is_masked_and_shortened() -> None:
    with pytest.raises(ForeignUrl) as caught:
        SERVICE.require_own(f"https://evil.example/{KARI}/{'x' * 10_000}")
    assert KARI not in str(caught.value)
    assert len(str(caught.value)) < 400


HOSTS = ["https:", "http:", "//", "service.example", "evil.example", ":8443", ":443", ":0", ":", "@", "[", "]"]
PATHS = [
    "/",
    "\\",
    "api",
    "/api",
    "/api/",
    ".",
    "..",
    "%2e",
    "%2E",
    "%2f",
    "%5C",
    "%",
    "%25",
    "%252e",
    "%61pi",
    "~",
    "x",
]
ENDS = [
    ";",
    "?",
    "#",
    "&",
    "=",
    "\t",
    "\r\n",
    " ",
    "\0",
    "æ",
    "\N{IDEOGRAPHIC FULL STOP}",
    "^",
    "|",
    "{",
    '"',
    "+",
    "*",
    "!",
]
PIECES = st.sampled_from([*HOSTS, *PATHS, *ENDS])
TRICKY = st.lists(PIECES, max_size=12).map("".join)


def as_requests_sends_it(url: str) -> tuple[tuple[str | None, str | None, int | None], str]:
    """Origin and path of what requests asks for."""
    parts = parse_url(str(requests.Request("GET", url).prepare().url))
    return (parts.scheme, parts.host, parts.port or 443), parts.path or ""


def as_httpx_sends_it(url: str) -> tuple[tuple[str, str, int], str]:
    """Origin and path of what httpx asks for."""
    parts = httpx.URL(url)
    return (parts.scheme, parts.host, parts.port or 443), parts.raw_path.decode().partition("?")[0]


def is_accepted(service: Service, url: str) -> bool:
    try:
        return service.require_own(url) == url
    except ForeignUrl:
        return False


@example(f"{ROOT}/~x%7Ey//^|{{}}[]")
@given(TRICKY | TRICKY.map(f"{ROOT}/{{}}".format) | TRICKY.map(f"{ROOT}{{}}".format))
def test_every_client_sends_an_accepted_url_below_the_root(url: str) -> None:
    if not is_accepted(SERVICE, url):
        return
    for origin, path in (as_requests_sends_it(url), as_httpx_sends_it(url)):
        assert origin == ORIGIN
        assert path.startswith("/api/")
        steps = [step.partition(";")[0] for step in unquote(path).replace("\\", "/").split("/")]
        assert not {".", ".."} & set(steps)


@given(TRICKY)
def test_any_url_is_accepted_or_foreign(url: str) -> None:
    assert is_accepted(SERVICE, url) in {True, False}
    assert is_accepted(BARE, url) in {True, False}


@given(st.lists(st.text(string.ascii_letters + string.digits + "-_~", min_size=1), min_size=1).map("/".join))
def test_every_plain_path_below_the_root_is_accepted(path: str) -> None:
    assert SERVICE.require_own(f"{ROOT}/{path}")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9:8080", "[::1]", "localhost:80"])
def test_unencrypted_http_to_this_machine_is_accepted(host: str) -> None:
    assert Service(root=f"http://{host}/api", environment=Environment.TEST).is_plain


@pytest.mark.parametrize("host", ["api.signering.posten.no", "10.0.0.1", "localhost.example", "[::2]", "127.0.0.1.no"])
def test_unencrypted_http_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="is unencrypted HTTP to another machine"):
        Service(root=f"http://{host}/api", environment=Environment.TEST)
    assert not Service(root=f"https://{host}/api", environment=Environment.TEST).is_plain


# Pages that a browser is redirected to


@pytest.mark.parametrize(
    "url",
    [
        "https://signering.posten.no#/redirect/AbC_-1",
        "https://SIGNERING.posten.no:443/#/redirect/AbC",
        "https://difitest.signering.posten.no/redirect?token=a@b",
        "https://api.example.com:8443/redirect/AbC",
    ],
)
def test_a_page_of_the_service_is_known(url: str) -> None:
    assert Service(root="https://api.example.com:8443/api", environment=Environment.TEST).has_page(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "signering.posten.no",
        "/redirect/x",
        "http://signering.posten.no#/redirect/x",
        "https://signering.posten.no:8443#/redirect/x",
        "https://signering.posten.no.example#/redirect/x",
        "https://xsignering.posten.no#/redirect/x",
        "https://posten.no#/redirect/x",
        "https://signering.posten.no@example.com/",
        "https://kari@signering.posten.no/",
        "https://example.com\\@signering.posten.no/",
        "https://example.com/#signering.posten.no",
        "https://signering.posten.no /",
        "https://signering.posten.no/\n",
        "https://signering.posten.no./",
        "https://s\N{LATIN SMALL LETTER DOTLESS I}gnering.posten.no/",
        "javascript:alert(1)//signering.posten.no",
        "data://signering.posten.no/",
        "https://api.example.com/redirect/x",
        "http://api.example.com:8443/redirect/x",
        "https://[signering.posten.no/",
        f"https://signering.posten.no#{'x' * 2_000}",
    ],
)
def test_a_page_of_somebody_else_is_refused(url: str) -> None:
    assert not Service(root="https://api.example.com:8443/api", environment=Environment.TEST).has_page(url)


def test_the_pages_of_an_emulator_are_on_its_own_origin() -> None:
    emulator = Service(root="http://127.0.0.1:8080/api", environment=Environment.TEST)
    assert emulator.has_page("http://127.0.0.1:8080/redirect/x")
    assert not emulator.has_page("http://127.0.0.1:8081/redirect/x")
