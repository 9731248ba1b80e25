"""Which calls are repeated after 429 and 503, and which never."""

import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest

from signature_model.api.archive import Archive
from signature_model.api.flow import Flow
from signature_model.api.http import Response
from signature_model.errors import SigningError
from signature_model.jobs.direct import ExitUrls
from signature_model.jobs.requests import DirectJobRequest, JobRequest
from tests.kits.certificates import NUMBER
from tests.signature_model.direct_scripts import BY_NUMBER, DIRECT_CREATED, DIRECT_STATUS, TOKEN, a_direct
from tests.signature_model.scripts import (
    BLOCKED,
    CHANGE,
    CREATED,
    SERVICE,
    SIGNED,
    a_manner,
    a_portal,
    done,
    permitted_after,
    scripted,
)

Call = Callable[[], Flow[Any]]

FAULTS: Final = {
    "503": Response(status=503),
    "503, again in 7 s": Response(status=503, headers={"retry-after": "7"}),
    "503, again in 301 s": Response(status=503, headers={"retry-after": "301"}),
    "429": Response(status=429),
    "429 of the filter": BLOCKED,
    "429 with a poll time": Response(status=429, headers=permitted_after()),
}
REPEATED: Final = {"503", "503, again in 7 s", "429", "429 of the filter"}
"""The faults after which a call that is safe to repeat is repeated."""
TIMES: Final = 5
"""Requests of a call that is repeated: the first, and the four retries of the default call policy."""


class Pipe(io.BytesIO):
    """A file that is not seekable."""

    def seekable(self) -> bool:
        return False


REQUEST: Final = JobRequest()
DIRECT_REQUEST: Final = DirectJobRequest(exit_urls=ExitUrls.single("https://sender.example/exit"))

SAFE: Final[dict[str, Call]] = {
    "ping": lambda: a_portal().ping(NUMBER),
    "poll": lambda: a_portal().poll(NUMBER, None),
    "confirm": lambda: a_portal().confirm(CHANGE),
    "cancel": lambda: a_portal().cancel(CREATED),
    "delete documents": lambda: a_portal().delete_documents(CHANGE),
    "xades": lambda: a_portal().xades(SIGNED),
    "pades": lambda: a_portal().pades(CHANGE),
    "save to a file": lambda: a_portal().save_pades(CHANGE, io.BytesIO()),
    "archive": lambda: Archive(service=SERVICE, manner=a_manner()).pades(NUMBER, "1"),
    "direct status": lambda: a_direct().status(DIRECT_CREATED, TOKEN),
    "direct redirect URL": lambda: a_direct().redirect_url(BY_NUMBER),
    "direct poll": lambda: a_direct().poll(NUMBER, None),
    "direct confirm": lambda: a_direct().confirm(DIRECT_STATUS),
}
NEVER: Final[dict[str, Call]] = {
    "create": lambda: a_portal().create(NUMBER, REQUEST, b"bundle"),
    "direct create": lambda: a_direct().create(NUMBER, DIRECT_REQUEST, b"bundle"),
    "save to a pipe": lambda: a_portal().save_pades(CHANGE, Pipe()),
}
SEALED_AGAIN: Final[dict[str, Call]] = {
    "create": lambda: a_portal().create(NUMBER, REQUEST, b"bundle", lambda: b"bundle"),
    "direct create": lambda: a_direct().create(NUMBER, DIRECT_REQUEST, b"bundle", lambda: b"bundle"),
}


def requests_after(call: Call, fault: Response) -> int:
    """Return how many requests a call sends if all have this response."""
    script = scripted(fault)
    with suppress(SigningError):
        done(call(), script)
    return len(script.requests)


each_fault = pytest.mark.parametrize("fault", FAULTS)


@each_fault
@pytest.mark.parametrize("call", SAFE)
def test_a_call_that_is_safe_to_repeat_is_repeated_unless_the_service_asks_for_a_long_wait(
    call: str, fault: str
) -> None:
    assert requests_after(SAFE[call], FAULTS[fault]) == (TIMES if fault in REPEATED else 1)


@each_fault
@pytest.mark.parametrize("call", NEVER)
def test_a_creation_and_a_download_to_a_pipe_are_never_repeated(call: str, fault: str) -> None:
    assert requests_after(NEVER[call], FAULTS[fault]) == 1


@each_fault
@pytest.mark.parametrize("call", SEALED_AGAIN)
def test_a_creation_that_can_be_sealed_again_is_repeated_only_after_the_filter(call: str, fault: str) -> None:
    assert requests_after(SEALED_AGAIN[call], FAULTS[fault]) == (TIMES if fault == "429 of the filter" else 1)
