"""For all requests, `Emulator.handle` raises nothing and stays within a second and 300 MB.

The response has a status that the service uses, and a message if it is an error. A created job can be followed to its
end.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fuzz.bundle import mutated as bundle_changed
from fuzz.messages import message_changed, message_of, written
from fuzz.mutators.texts import tokens_changed
from fuzz.mutators.trees import tree_changed
from fuzz.promises import require
from fuzz.sender import a_bundle, certificates
from signature_model.api.http import Request
from signature_model.api.messages.reading import maybe_refusal, parse_status_change
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import write_request
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.events import Event
from tests.kits.certificates import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice
    from signature_model.api.http import Response

LONGEST: Final = 256 * 1024

_JOBS: Final = f"/api/{NUMBER}/portal/signature-jobs"
_SETTINGS: Final = Settings(
    is_seal_timed=False,
    empty_queue_wait=timedelta(),
    calls_per_second=None,
    trust_anchors=(certificates()[-1],),
    brokers={NUMBER: ("991825827",)},
)
_STATUSES: Final = frozenset({200, 202, 204, 400, 403, 404, 405, 406, 409, 413, 429})
_BOUNDARY: Final = b"--b"
_TYPE: Final = "multipart/mixed; boundary=b"
_WORDS: Final = tuple(
    text.encode()
    for text in (
        *(
            "GET",
            "POST",
            "DELETE",
            "PUT",
            _JOBS,
            "/cancel",
            "/complete/1",
            "/xades/1",
            "/pades",
            "/documents",
            "?",
            "/1",
        ),
        *("polling_queue=hr", "polling_queue", "%2F", "%00", "%ff", "..", "//", "http://x/api", NUMBER, "991825827"),
        *("content-type: ", "multipart/mixed", "boundary=b", 'boundary="b"', "boundary=", ";", "accept: */*", "q=0.5"),
        *("application/xml", "application/octet-stream", "accept: text/html", "\r\n", "\r\n\r\n", "--b", "--b--", "\n"),
        *("Content-Type: ", "Content-Disposition: attachment", "Content-Transfer-Encoding: base64", "x: y\r\n" * 40),
    )
)


def check(content: bytes) -> None:
    """Send the request to an emulator, and poll for the created job."""
    line, headers, body = message_of(content)
    method, _, url = line.partition(" ")
    emulator = Emulator(_SETTINGS)
    request = Request(method=method, url=url, headers=tuple(headers.items()), body=(body,))
    _require_as_of_service(emulator.handle(request))
    for job in emulator.jobs():
        _let_sign(emulator, job.id)
    for query in ("", "?polling_queue=hr"):
        _take_what_waits(emulator, f"{_JOBS}{query}")
    repr((emulator.jobs(), emulator.queues(), emulator.journal()))


def seeds() -> Iterator[bytes]:
    """Yield a creation in several forms, and one call of each other operation."""
    for polling_queue in (None, "hr"):
        request = write_request(JobRequest(reference="contract 17", polling_queue=polling_queue))
        yield written(f"POST {_JOBS}", {"content-type": _TYPE}, _framed(request, a_bundle()))
    yield written(f"POST {_JOBS}", {"content-type": 'multipart/mixed; boundary="b"; x=y'}, _framed(b"<x/>", b"PK"))
    yield written(f"POST {_JOBS}", {"content-type": "application/xml"}, b"<x/>")
    for line in (
        *(f"GET {_JOBS}", f"GET {_JOBS}?polling_queue=hr", f"GET {_JOBS}?polling_queue", f"POST {_JOBS}/1/cancel"),
        *(
            f"POST {_JOBS}/1/complete/1",
            f"GET {_JOBS}/1/xades/1",
            f"GET {_JOBS}/1/pades",
            f"DELETE {_JOBS}/1/documents",
        ),
        *(f"GET /api/{NUMBER}", f"GET /api/{NUMBER}/archive/documents/1-1/pades", "GET /", "PUT http://h/x?y#z"),
    ):
        yield written(line, {"accept": "application/xml"})


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change the head, the multipart frame, the job request or the bundle of a request."""
    return message_changed(content, most, dice, _WORDS, _body_changed)


def _body_changed(body: bytes, most: int, dice: Dice) -> bytes:
    pieces = body.split(_BOUNDARY)
    if dice.one_in(3) or len(pieces) < 3:  # noqa: PLR2004 - the preamble, two parts, and the epilogue
        return tokens_changed(body, most, dice, _WORDS)
    place = dice.random.randrange(1, len(pieces))
    head, empty, content = pieces[place].partition(b"\r\n\r\n")
    if dice.one_in(3):
        head = tokens_changed(head, 20_000, dice, _WORDS)
    else:
        change = tree_changed if place == 1 else bundle_changed
        content = change(content.removesuffix(b"\r\n"), most, dice) + b"\r\n"
    pieces[place] = head + empty + content
    return _BOUNDARY.join(pieces)[:most]


def _framed(request: bytes, bundle: bytes) -> bytes:
    return b"".join(
        (
            b"--b\r\nContent-Type: application/xml\r\n\r\n",
            request,
            b"\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n",
            bundle,
            b"\r\n--b--\r\n",
        )
    )


def _let_sign(emulator: Emulator, number: int) -> None:
    """Let all signers sign in order."""
    for place in sorted(
        range(len(emulator.job(number).signers)), key=lambda each: emulator.job(number).signers[each].order
    ):
        if Event.SIGN in emulator.job(number).signers[place].events:
            emulator.sign(number, place)


def _take_what_waits(emulator: Emulator, url: str) -> None:
    polled = emulator.handle(Request(method="GET", url=url))
    _require_as_of_service(polled)
    if polled.status == HTTPStatus.OK:
        change = parse_status_change(polled.body)
        _require_as_of_service(emulator.handle(Request(method="POST", url=change.confirmation_url)))
        if change.pades_url is not None:
            _require_as_of_service(emulator.handle(Request(method="GET", url=change.pades_url)))


def _require_as_of_service(response: Response) -> None:
    status = response.status
    require(status in _STATUSES, f"status {status}, which the service does not give")
    is_in_words = status < HTTPStatus.BAD_REQUEST or maybe_refusal(response.body) is not None
    require(is_in_words, f"status {status} without words")
