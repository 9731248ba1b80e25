"""The time limits of a call, and the errors for its failures."""

import pickle
import ssl
import traceback
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import pytest

from signature_model import NoAnswer, UntrustedServer
from signature_model.api.flow import Transport
from signature_model.api.http import Request, Response, Timeouts
from signature_model.masking import Secret
from signature_transports import calls
from signature_transports.calls import Call, open_call
from tests.kits.jobs import KARI
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import transport
from tests.signature_transports.mischief import ask, hanging_up
from tests.signature_transports.servers import Server

LONG: Final = Timeouts(connect=5, silence=10, whole=30)
OVER: Final = Timeouts(connect=5, silence=10, whole=0)


def a_request(timeouts: Timeouts = LONG, body: tuple[bytes, ...] = ()) -> Request:
    return Request(method="POST", url="https://service.example:444/api?token=secret", body=body, timeouts=timeouts)


def test_waits_have_their_own_limit_and_that_of_the_whole_call() -> None:
    short = Call(a_request(Timeouts(connect=5, silence=10, whole=3)))

    assert (Call(a_request()).note_handshake(None), Call(a_request()).note_handshake(2)) == (5, 2)
    assert (Call(a_request()).note_sending(), Call(a_request()).remaining_silence()) == (10, 10)
    assert 0 < short.remaining_silence() <= 3


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(lambda call: call.note_handshake(None), id="handshake"),
        pytest.param(lambda call: call.note_sending(), id="sending"),
        pytest.param(lambda call: call.remaining_silence(), id="waiting"),
        pytest.param(lambda call: next(call.pieces()), id="a piece"),
    ],
)
def test_nothing_begins_after_the_time_limit(operation: Any) -> None:  # noqa: ANN401 - a function of a call
    with pytest.raises(TimeoutError):
        operation(Call(a_request(OVER, (b"x",))))


def test_a_body_is_sent_in_small_views() -> None:
    body = (b"", b"head", b"request", bytes(800_000), b"tail")
    pieces = list(Call(a_request(body=body)).pieces())

    assert b"".join(pieces) == b"".join(body)
    assert [len(each) for each in pieces] == [11, 524_288, 275_712, 4]
    assert pieces[1].obj is body[3]


def test_a_call_is_current_until_it_ends() -> None:
    assert calls.current() is None
    with open_call(a_request(), failures=(), unsent=()) as outer:
        assert calls.current() is outer
        with open_call(a_request(), failures=(), unsent=()) as inner:
            assert calls.current() is inner
        assert calls.current() is outer
    assert calls.current() is None


class Refused(Exception):
    """What a library raises before it sends."""


class Broken(Exception):
    """What a library raises."""


def chained(*errors: Exception) -> Exception:
    """The first of the errors, caused by the second, which is caused by the third."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]


def failing(error: Exception, before: Callable[[Call], object] = lambda _: None) -> NoAnswer:
    """What becomes of the error of a call with which something was done before."""
    try:
        with open_call(a_request(body=(b"x",)), failures=(Refused, Broken), unsent=(Refused,)) as call:
            before(call)
            raise error
    except NoAnswer as failure:
        return failure


@pytest.mark.parametrize(
    ("error", "message", "was_sent"),
    [
        pytest.param(Broken("oops"), "Broken: 'oops'", True, id="the library's"),
        pytest.param(chained(Broken(""), OSError("reset")), "OSError: 'reset'", True, id="what led to it"),
        pytest.param(chained(Broken("oops"), OSError()), "Broken: 'oops'", True, id="what says most"),
        pytest.param(Broken(), "Broken: ''", True, id="nothing said"),
        pytest.param(Broken("x" * 999), "characters)", True, id="much said"),
        pytest.param(Broken(f"\x1b[31m{KARI}"), r"'\x1b[31m018180*****'", True, id="what must not be shown"),
        pytest.param(ssl.SSLError(1, "bad record"), "SSLError: '", True, id="of a connection"),
        pytest.param(Refused("no"), "Refused: 'no'", False, id="before anything was sent"),
        pytest.param(chained(Broken(), Refused("no")), "Refused: 'no'", False, id="due to what is before"),
        pytest.param(chained(Broken(), TimeoutError()), "nothing was sent or received for 10 s", True, id="silence"),
        pytest.param(chained(Refused(), TimeoutError()), "no connection within 5 s", False, id="no connection"),
        pytest.param(TimeoutError(), "the call took longer than 30 s", True, id="the end"),
    ],
)
def test_the_error_for_a_failure(error: Exception, message: str, was_sent: bool) -> None:  # noqa: FBT001 - expected
    failure = failing(error)

    assert failure.message.startswith("service.example:444: ")
    assert message in failure.message
    assert failure.was_sent is was_sent
    assert failure.hint.startswith("nothing was sent") is not was_sent
    assert "secret" not in str(failure)
    assert failure.__cause__ is error
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)


def test_nothing_was_sent_before_a_failure_in_the_handshake() -> None:
    failure = failing(ssl.SSLError(1, "handshake failure"), lambda call: call.note_handshake(None))

    assert not failure.was_sent


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda call: call.note_sending(), id="over TLS"),
        pytest.param(lambda call: next(call.pieces()), id="without TLS"),
    ],
)
def test_a_second_connection_of_a_call_does_not_hide_that_the_first_was_used(send: Callable[[Call], object]) -> None:
    def sent_before(call: Call) -> None:
        send(call)
        call.note_handshake(None)

    assert failing(Refused("no"), sent_before).was_sent


def test_certificates_are_verified_before_anything_is_sent() -> None:
    """What is said of one later comes of a handshake that the server wanted in between."""
    untrusted = ssl.SSLCertVerificationError(1, "expired")
    first, later = failing(untrusted), failing(untrusted, lambda call: call.note_sending())

    assert (type(first), first.was_sent) == (UntrustedServer, False)
    assert (type(later), later.was_sent) == (NoAnswer, True)


def test_an_earlier_exception_is_not_a_cause_of_the_failure() -> None:
    """Python has it in the context of the call's own error, where that is made within an ``except``."""

    def ask_elsewhere_next(real: Transport, first: str, then: str) -> None:
        try:
            ask(real, first)
        except NoAnswer as failure:
            assert not failure.was_sent  # noqa: PT017 - and what happens meanwhile
            ask(real, then)

    with Server(hanging_up()) as server:
        nobody = server.url
    with (
        Server(hanging_up(), server_context()) as server,
        transport("requests", trusting()) as real,
        pytest.raises(NoAnswer) as failure,
    ):
        ask_elsewhere_next(real, nobody, server.url)

    assert failure.value.was_sent


def test_a_success_on_a_torn_connection_is_not_accepted() -> None:
    call = Call(a_request())
    fine, sorry = Response(status=200), Response(status=502)

    assert call.complete(fine) is fine
    call.note_unclean_end()
    assert call.complete(sorry) is sorry
    with pytest.raises(NoAnswer, match="before the end of the response"):
        call.complete(fine)


def test_a_success_for_a_part_of_a_request_is_not_accepted() -> None:
    call = Call(a_request(body=(b"x" * 9_000, b"y" * 9_000)))
    fine, sorry = Response(status=200), Response(status=413)
    pieces = call.pieces()
    next(pieces)

    assert call.complete(sorry) is sorry
    with pytest.raises(NoAnswer, match="before the end of the request"):
        call.complete(fine)
    list(pieces)
    assert call.complete(fine) is fine


def fail(*, body: tuple[bytes, ...], begin: Callable[[Call], object]) -> None:
    with open_call(a_request(body=body), failures=(), unsent=()) as call:
        begin(call)
        raise KeyError


def test_an_unknown_error_is_a_failure_if_a_body_may_have_been_sent() -> None:
    with pytest.raises(NoAnswer, match="the connection failed: KeyError") as caught:
        fail(body=(b"x",), begin=lambda call: call.note_sending())

    assert caught.value.was_sent


@pytest.mark.parametrize("body", [(), (b"x",)])
def test_an_unknown_error_is_not_caught_if_nothing_was_sent(body: tuple[bytes, ...]) -> None:
    with pytest.raises(KeyError):
        fail(body=body, begin=lambda call: call.note_handshake(None))


def test_an_error_of_ours_is_not_changed() -> None:
    with pytest.raises(UntrustedServer), open_call(a_request(body=(b"x",)), failures=(), unsent=()):
        raise UntrustedServer("a stranger")  # noqa: EM101, TRY003 - any text


@pytest.mark.parametrize(("value", "is_shown"), [(Secret("s3cr3t"), False), ("s3cr3t", True)])
def test_frames_of_a_library_do_not_show_a_secret_that_was_sent(value: str, *, is_shown: bool) -> None:
    def send(request: Request) -> None:
        encoded = [str(each) for _, each in request.headers]
        raise ConnectionError(len(encoded))

    request = replace(a_request(), headers=(("Authorization", value),))
    with pytest.raises(NoAnswer) as caught, open_call(request, failures=(OSError,), unsent=()):
        send(request)
    cause = traceback.TracebackException.from_exception(caught.value, capture_locals=True).__cause__
    assert cause is not None
    assert ("s3cr3t" in str(cause.stack[-1].locals)) is is_shown
