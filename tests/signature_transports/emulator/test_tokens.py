"""The emulator's token endpoint, and calls that carry a token."""

import json
from typing import Final
from urllib.parse import urlencode

import pytest

from signature_model.api.http import Request, Response
from signature_transports.clocks import ManualClock
from signature_transports.emulator import Emulator, Settings
from tests.kits.certificates import NUMBER

FORM: Final = {
    "grant_type": "client_credentials",
    "client_id": "emulator",
    "scope": "signering:555444",
    "resource": "http://127.0.0.1",
}


THUMBPRINT: Final = "ab" * 32


def asked(
    emulator: Emulator,
    caller: str | None = NUMBER,
    thumbprint: str = THUMBPRINT,
    kind: str = "",
    body: str = "",
    **changes: str,
) -> Response:
    """Return the response to a request for a token."""
    headers = (("Content-Type", kind or "application/x-www-form-urlencoded"),)
    content = (body or urlencode(FORM | changes)).encode()
    return emulator.handle(
        Request(method="POST", url="/oauth2/token", headers=headers, body=(content,)), caller, thumbprint
    )


def pinged(emulator: Emulator, authorization: str | None, caller: str | None = "") -> int:
    """Return the status of a ping."""
    headers = () if authorization is None else (("Authorization", authorization),)
    return emulator.handle(Request(method="GET", url=f"/api/{NUMBER}", headers=headers), caller).status


@pytest.mark.parametrize(
    ("status", "error", "changes"),
    [
        pytest.param(401, "invalid_client", {"client_id": "other"}, id="other client"),
        pytest.param(401, "invalid_client", {"thumbprint": "ab" * 31 + "ac"}, id="other certificate"),
        pytest.param(401, "invalid_client", {"caller": ""}, id="no certificate"),
        pytest.param(400, "unsupported_grant_type", {"grant_type": "password"}, id="grant type"),
        pytest.param(400, "invalid_scope", {"scope": "signering-api:555444"}, id="scope"),
        pytest.param(400, "invalid_target", {"resource": "http://127.0.0.1/"}, id="slash"),
        pytest.param(400, "invalid_request", {"kind": "text/plain"}, id="content type"),
        pytest.param(400, "invalid_request", {"body": "nonsense"}, id="not a form"),
        pytest.param(400, "invalid_request", {"body": "client_id=a&client_id=b"}, id="field twice"),
    ],
)
def test_the_endpoint_refuses(status: int, error: str, changes: dict[str, str]) -> None:
    response = asked(Emulator(Settings(token_thumbprint=THUMBPRINT)), **changes)
    assert (response.status, json.loads(response.body)) == (status, {"error": error})


def test_a_token_is_valid_for_its_lifetime() -> None:
    clock = ManualClock()
    emulator = Emulator(Settings(token_lifetime=60), clock=clock)
    issued = json.loads(asked(emulator).body)
    token = f"Bearer {issued['access_token']}"
    assert issued["expires_in"] == 60
    assert pinged(emulator, token) == 200
    clock.advance(60)
    assert pinged(emulator, token) == 401


@pytest.mark.parametrize(
    ("way", "authorization", "caller", "status"),
    [
        ("both", None, NUMBER, 200),
        ("both", None, "", 403),
        ("both", "Bearer unknown", NUMBER, 401),
        ("token", None, NUMBER, 401),
        ("certificate", "Bearer unknown", NUMBER, 401),
    ],
)
def test_calls_authenticate_as_the_settings_say(way: str, authorization: str | None, caller: str, status: int) -> None:
    assert pinged(Emulator(Settings(authentication=way)), authorization, caller) == status


def test_a_reset_forgets_tokens() -> None:
    emulator = Emulator()
    token = f"Bearer {json.loads(asked(emulator).body)['access_token']}"
    emulator.reset()
    assert pinged(emulator, token) == 401


def test_tokens_are_counted_and_revoked() -> None:
    emulator = Emulator(Settings(token_lifetime=60), clock=(clock := ManualClock()))
    asked(emulator)
    clock.advance(60)
    token = f"Bearer {json.loads(asked(emulator).body)['access_token']}"
    asked(emulator, client_id="other")
    assert (emulator.tokens().issued, emulator.tokens().valid) == (2, 1)
    emulator.revoke_tokens()
    assert (emulator.tokens().issued, emulator.tokens().valid) == (2, 0)
    assert pinged(emulator, token) == 401


@pytest.mark.parametrize(("fault", "lifetime"), [("expires-in-text", "3600"), ("expires-soon", 10)])
def test_the_lifetime_can_be_a_text_or_short(fault: str, lifetime: object) -> None:
    emulator = Emulator()
    emulator.faults.add("token", fault, times=1)
    assert asked(emulator, client_id="other").status == 401
    assert json.loads(asked(emulator).body)["expires_in"] == lifetime
    assert json.loads(asked(emulator).body)["expires_in"] == 3600


def test_the_endpoint_can_be_down() -> None:
    emulator = Emulator()
    emulator.faults.add("token", "503")
    assert asked(emulator).status == 503


def test_settings_refuse_an_unknown_way() -> None:
    with pytest.raises(ValueError, match="authentication must be one of"):
        Settings(authentication="password")
