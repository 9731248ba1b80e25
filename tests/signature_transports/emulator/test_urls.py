"""Tests of the service's URLs."""

from collections.abc import Mapping

import pytest

from signature_model.api.http import Request
from signature_transports.emulator.urls import Call, Operation, Unmatched, Urls
from tests.kits.certificates import NUMBER
from tests.signature_transports.emulator.calls import DIRECT_JOBS, JOBS, OTHER, ROOT

URLS = Urls(ROOT)


def asked(method: str, url: str, caller: str | None = None) -> Call | Unmatched:
    """Return the call that a request makes."""
    return URLS.match(Request(method=method, url=url), caller)


@pytest.mark.parametrize(
    ("method", "path", "operation", "parts"),
    [
        ("GET", f"/{NUMBER}", Operation.PING, {}),
        ("POST", JOBS, Operation.CREATE, {"flow": "portal"}),
        ("GET", JOBS, Operation.POLL, {}),
        ("POST", f"{JOBS}/12/complete/3", Operation.CONFIRM, {"job": 12, "change": 3}),
        ("POST", f"{JOBS}/12/cancel", Operation.CANCEL, {"job": 12}),
        ("GET", f"{JOBS}/12/xades/2", Operation.XADES, {"job": 12, "place": 1}),
        ("GET", f"{JOBS}/12/pades", Operation.PADES, {"job": 12}),
        ("DELETE", f"{JOBS}/12/documents", Operation.DELETE_DOCUMENTS, {"job": 12}),
        ("POST", DIRECT_JOBS, Operation.CREATE, {"flow": "direct"}),
        ("GET", DIRECT_JOBS, Operation.POLL, {"flow": "direct"}),
        ("POST", f"{DIRECT_JOBS}/12/signers/2", Operation.REDIRECT, {"job": 12, "place": 1, "flow": "direct"}),
        ("GET", f"{DIRECT_JOBS}/12/status", Operation.STATUS, {"job": 12, "flow": "direct"}),
        ("GET", f"{DIRECT_JOBS}/12/pades", Operation.PADES, {"job": 12, "flow": "direct"}),
        ("GET", f"/{NUMBER}/archive/documents/a%20b/pades", Operation.ARCHIVE, {"document": "a b"}),
    ],
)
@pytest.mark.parametrize("host", [ROOT, "https://another.example/api", "/api"])
def test_each_url_matches_its_operation(
    host: str, method: str, path: str, operation: Operation, parts: Mapping[str, int | str]
) -> None:
    call = asked(method, f"{host}{path}?a=b")
    assert isinstance(call, Call)
    assert (call.operation, call.sender, call.query) == (operation, NUMBER, "a=b")
    assert {name: getattr(call, name) for name in parts} == parts


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/12345678",
        "/1234567890",
        "/١٢٣٤٥٦٧٨٩",
        f"/{NUMBER}/",
        f"{JOBS}/",
        f"{JOBS}/1",
        f"{JOBS}/-1/cancel",
        f"{JOBS}/{'9' * 19}/cancel",
        f"{JOBS}/1/xades/100",
        f"{JOBS}/1%2Fcancel",
        f"{JOBS}/1/cancel/../pades",
        f"{JOBS}\n",
        f"{JOBS}?polling_queue=a b",
        f"{JOBS}?polling_queue=æ",
        f"/{NUMBER}/other/signature-jobs",
        f"{DIRECT_JOBS}/1/cancel",
        f"{JOBS}/1/status",
        f"{JOBS}/1/signers/1",
        f"/{NUMBER}/archive/documents//pades",
    ],
)
def test_other_paths_match_nothing(path: str) -> None:
    assert asked("GET", ROOT + path) == Unmatched(
        request=Request(method="GET", url=ROOT + path), caller=None, permitted=()
    )


@pytest.mark.parametrize("url", [f"http://127.0.0.1{JOBS}", f"http://127.0.0.1/apis{JOBS}", "http://[/api"])
def test_urls_outside_the_root_match_nothing(url: str) -> None:
    found = asked("GET", url)
    assert isinstance(found, Unmatched)
    assert found.permitted == ()


@pytest.mark.parametrize(
    ("method", "path", "permitted"),
    [
        ("POST", f"/{NUMBER}", ("GET",)),
        ("PUT", JOBS, ("POST", "GET")),
        ("get", JOBS, ("POST", "GET")),
        ("GET", f"{JOBS}/1/documents", ("DELETE",)),
    ],
)
def test_a_wrong_method_gets_the_permitted_ones(method: str, path: str, permitted: tuple[str, ...]) -> None:
    found = asked(method, ROOT + path, OTHER)
    assert isinstance(found, Unmatched)
    assert (found.permitted, found.caller) == (permitted, OTHER)


@pytest.mark.parametrize(
    ("caller", "expected"), [(None, NUMBER), (OTHER, OTHER), ("", "")], ids=["the sender", "another", "nobody"]
)
def test_the_caller_is_the_sender_by_default(caller: str | None, expected: str) -> None:
    assert asked("GET", f"{ROOT}/{NUMBER}", caller).caller == expected


@pytest.mark.parametrize(
    ("query", "token"),
    [
        ("status_query_token=a-_b", "a-_b"),
        ("a=b&status_query_token=a%20b%26c%3D%C3%A6", "a b&c=æ"),
        ("status_query_token=%FF", "\ufffd"),
        ("status_query_token=", ""),
        ("status_query_token", None),
        ("status_query_token=a&status_query_token=a", None),
        ("", None),
    ],
)
def test_the_status_query_token_is_decoded(query: str, token: str | None) -> None:
    call = asked("GET", f"{ROOT}{DIRECT_JOBS}/1/status?{query}")
    assert isinstance(call, Call)
    assert call.status_query_token == token


def test_redirect_urls_are_outside_the_root() -> None:
    assert Urls("https://127.0.0.1:8443/api").redirect("abc") == "https://127.0.0.1:8443/redirect/abc"


def test_a_root_may_have_no_path() -> None:
    call = Urls("http://127.0.0.1:8080").match(Request(method="GET", url=f"http://127.0.0.1:8080/{NUMBER}"), None)
    assert isinstance(call, Call)
