"""Requests for a token, the responses, and the token in memory."""

from typing import Final

import pytest

from signature_model import DIFIQA, DIFITEST, Service, TokenAuthentication, TokenError, __version__
from signature_model.api.http import MAX_TOKEN, TOKEN, Request, Response
from signature_model.api.services import checked_token_endpoint
from signature_model.api.tokens import NoTokenEndpoint, Token, TokenCache, read_token
from signature_model.masking import Secret
from tests.kits.types import require_checked_types

OURS: Final = TokenAuthentication(client_id="our-client", broker_id="555444")


def a_token(lifetime: float = 3600) -> Token:
    """Return a token."""
    return Token(value=Secret("s3cr3t"), lifetime=lifetime)


def test_the_request_has_the_four_fields() -> None:
    request = OURS.request(DIFITEST)
    assert (request.method, request.url) == ("POST", "https://midp.difitest.digipost.no/oauth2/token")
    assert (request.timeouts, request.limit) == (TOKEN, MAX_TOKEN)
    body = b"".join(request.body)
    assert body == (
        b"grant_type=client_credentials&client_id=our-client&scope=signering%3A555444"
        b"&resource=https%3A%2F%2Fapi.difitest.signering.posten.no"
    )
    assert set(request.headers) >= {
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", str(len(body))),
        ("User-Agent", f"posten-signering/{__version__} (Python)"),
    }


def test_the_fields_have_their_types() -> None:
    require_checked_types(OURS)


@pytest.mark.parametrize("bad", ["", " ", " x", "x\n", "x\x00"])
@pytest.mark.parametrize("name", ["client_id", "broker_id"])
def test_an_id_has_text_without_white_space(name: str, bad: str) -> None:
    with pytest.raises(ValueError, match=name):
        TokenAuthentication(**{"client_id": "a", "broker_id": "b", name: bad})


def test_a_service_without_token_endpoint_needs_one() -> None:
    with pytest.raises(NoTokenEndpoint, match="no token endpoint"):
        OURS.request(DIFIQA)
    given = TokenAuthentication(client_id="a", broker_id="b", token_endpoint="https://midp.example/t")
    assert given.endpoint(DIFIQA) == "https://midp.example/t"


@pytest.mark.parametrize(
    "url", ["", "ftp://a/b", "http://example.com/t", "https://a/b?c", "https://u@a/b", "https:///b"]
)
def test_a_token_endpoint_is_a_url(url: str) -> None:
    with pytest.raises(ValueError, match="token endpoint must be"):
        Service(root=DIFIQA.root, environment=DIFIQA.environment, token_endpoint=url)


def test_a_token_endpoint_on_this_machine_may_be_unencrypted() -> None:
    assert checked_token_endpoint("http://127.0.0.1:1/t") == "http://127.0.0.1:1/t"


def test_a_token_is_read() -> None:
    body = b'{"expires_in": 60, "access_token": "s3cr3t", "x": {"access_token": 1}}'
    token = read_token(Response(status=201, body=body))
    assert (str(token.value), token.lifetime) == ("s3cr3t", 60)
    assert "s3cr3t" not in repr(token)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f'{{"access_token": {token}, "expires_in": {lifetime}}}'.encode(), id=f"{token} {lifetime}")
        for token, lifetime in [
            ('"s3cr3t"', '"3600"'),
            ('"s3cr3t"', "3600.0"),
            ('"s3cr3t"', "null"),
            ('"s3cr3t"', "true"),
            ('"s3cr3t"', "0"),
            ('"s3cr3t"', "-1"),
            ('"s3cr3t"', str(365 * 24 * 3600 + 1)),
            ('""', "1"),
            ('"s3cr3t\\n"', "1"),
            ('"s3cr3tø"', "1"),
            ("7", "1"),
        ]
    ],
)
def test_a_response_with_other_fields_is_an_error_without_the_token(body: bytes) -> None:
    with pytest.raises(TokenError, match="cannot be used") as caught:
        read_token(Response(status=200, body=body))
    assert caught.value.message.partition("used: ")[2].startswith(("access_token must be", "expires_in must be"))
    assert caught.value.body == ""
    assert "s3cr3t" not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize(
    ("response", "body"),
    [
        (Response(status=401, body=b'{"error":"invalid_client"}'), '{"error":"invalid_client"}'),
        (Response(status=503), ""),
        (Response(status=302), ""),
        (Response(status=200, body=b"<html>" + b"x" * 600), "<html>" + "x" * 506),
        (Response(status=200, body=b"[]"), "[]"),
        (Response(status=200, body=b"[" * 100_000), "[" * 512),
        (Response(status=200, body=b'{"access_token": "s3cr'), ""),
        (Response(status=200, body=b"{", is_cut=True), ""),
        (Response(status=200, body=b"{", headers={"content-encoding": "gzip"}), ""),
    ],
)
def test_any_other_response_is_an_error(response: Response, body: str) -> None:
    with pytest.raises(TokenError) as caught:
        read_token(response)
    assert (caught.value.status, caught.value.body) == (response.status, body)
    assert ("registered" in caught.value.hint) is (response.status == 401)


def test_a_request_carries_the_token() -> None:
    request = a_token().added_to(Request(method="GET", url=DIFITEST.root, headers=(("Accept", "*/*"),)))
    assert request.headers == (("Accept", "*/*"), ("Authorization", "Bearer s3cr3t"))


def test_a_token_is_in_memory_until_30_seconds_before_its_end() -> None:
    cache, token = TokenCache(), a_token(60)
    assert cache.maybe_token(0) is None
    cache.keep(token, 100)
    assert cache.maybe_token(129.9) is token
    assert cache.maybe_token(130) is None


@pytest.mark.parametrize(("lifetime", "seconds"), [(30, 5), (3, 3), (36, 6)])
def test_a_short_lived_token_is_used_briefly(lifetime: int, seconds: int) -> None:
    cache = TokenCache()
    cache.keep(a_token(lifetime), 0)
    assert cache.maybe_token(seconds - 0.1)
    assert cache.maybe_token(seconds) is None


def test_only_the_refused_token_is_dropped() -> None:
    cache, old, new = TokenCache(), a_token(), a_token()
    cache.keep(new, 0)
    cache.drop(old)
    assert cache.maybe_token(1) is new
    cache.drop(new)
    assert cache.maybe_token(1) is None
