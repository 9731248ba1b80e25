"""For all responses, an operation of either flow raises only SigningError and stays within a second and 300 MB.

Each result is the same after it was written as JSON and read again. Nothing shows the status query token.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fuzz.messages import message_changed, message_of, written
from fuzz.mutators.trees import tree_changed
from fuzz.promises import require, require_masked, require_masked_repr
from signature_model.api.direct import Direct
from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.exchange import Manner
from signature_model.api.flow import run
from signature_model.api.http import Response
from signature_model.api.messages.direct_reading import parse_direct_job, parse_direct_status
from signature_model.api.messages.direct_writing import write_direct_job, write_direct_signer, write_direct_status
from signature_model.api.messages.reading import parse_created_job, parse_status_change
from signature_model.api.messages.writing import write_created_job, write_refusal, write_status_change
from signature_model.api.portal import Portal
from signature_model.api.records import from_json, to_json
from signature_model.api.responses import CreatedJob, Poll, Refusal, Signature, StatusChange
from signature_model.api.retries import Retries
from signature_model.api.services import Service
from signature_model.errors import SigningError
from signature_model.jobs.context import Environment
from signature_model.jobs.direct import ExitUrls
from signature_model.jobs.requests import DirectJobRequest, JobRequest
from signature_transports.fake import FakeTransport
from tests.kits.certificates import MOMENT, NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from fuzz.mutators.dice import Dice
    from signature_model.api.flow import Flow

LONGEST: Final = 64 * 1024

_ROOT: Final = "https://service.example/api"
_JOB: Final = f"{_ROOT}/{NUMBER}/portal/signature-jobs/17"
_SERVICE: Final = Service(root=_ROOT, environment=Environment.TEST)
_CREATED: Final = CreatedJob(signature_job_id=17, cancellation_url=f"{_JOB}/cancel", reference="contract 17")
_SIGNED: Final = Signature(
    status="SIGNED", since=MOMENT, personal_identification_number="01818000282", xades_url=f"{_JOB}/xades/1"
)
_WAITING: Final = Signature(status="WAITING", since=MOMENT, email="ola@example.com", sms="+4799999999")
_CHANGE: Final = StatusChange(
    signature_job_id=17,
    status="IN_PROGRESS",
    confirmation_url=f"{_JOB}/complete/1",
    signatures=[_SIGNED, _WAITING],
    reference="contract 17",
    cancellation_url=f"{_JOB}/cancel",
    delete_documents_url=f"{_JOB}/documents",
    pades_url=f"{_JOB}/pades",
)
_DIRECT: Final = f"{_ROOT}/{NUMBER}/direct/signature-jobs/17"
_LINK: Final = DirectSignerLink(
    signer_url=f"{_DIRECT}/signers/1",
    redirect_url="https://signering.posten.no#/redirect/x",
    personal_identification_number="01818000282",
)
_DIRECT_CREATED: Final = DirectCreatedJob(
    signature_job_id=17, signers=[_LINK], status_url=f"{_DIRECT}/status", reference="contract 17"
)
_DIRECT_SIGNED: Final = DirectSignature(
    status="SIGNED", since=MOMENT, signer="01818000282", xades_url=f"{_DIRECT}/xades/1"
)
_STATUS: Final = DirectStatus(
    signature_job_id=17,
    status="IN_PROGRESS",
    signatures=[_DIRECT_SIGNED, DirectSignature(status="WAITING", since=MOMENT, signer="customer 2")],
    reference="contract 17",
    confirmation_url=f"{_DIRECT}/complete/1",
    delete_documents_url=f"{_DIRECT}/documents",
    pades_url=f"{_DIRECT}/pades",
)
_DIRECT_REQUEST: Final = DirectJobRequest(reference="contract 17", exit_urls=ExitUrls.single("https://sender.example/"))
_TOKEN: Final = "what-kari-brings-back"  # noqa: S105 - no secret
_MESSAGES: Final[Mapping[type, tuple[Callable[[Any], bytes], Callable[[bytes], object]]]] = {
    CreatedJob: (write_created_job, parse_created_job),
    StatusChange: (write_status_change, parse_status_change),
    DirectCreatedJob: (write_direct_job, parse_direct_job),
    DirectStatus: (write_direct_status, parse_direct_status),
}
"""How a result is written as XML, and read."""
_LONGEST_WAIT: Final = timedelta(hours=1)
_TIMES: Final = {"date": "Mon, 01 Jun 2026 12:00:00 GMT", "x-next-permitted-poll-time": "2026-06-01T12:00:30+00:00"}
_WORDS: Final = tuple(
    text.encode()
    for text in (
        *("200", "202", "204", "206", "301", "400", "404", "409", "410", "429", "500", "503", "999", "\n", "date: "),
        *(
            "content-encoding: gzip",
            "content-type: text/html",
            "content-length: 5",
            "location: http://x/",
            "dosfilter:",
        ),
        *("x-next-permitted-poll-time: ", "2026-06-01T12:00:30.1234567Z[Europe/Oslo]", "9999-12-31T23:59:59Z"),
        *("0001-01-01T00:00:00+14:00", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 1 Jan 0001 00:00:00 +1400", "Date: 1"),
        *("SIGNED", "REJECTED", "COMPLETED_SUCCESSFULLY", "FAILED", "https://elsewhere.example/", "01818000282"),
    )
)


def check(content: bytes) -> None:
    """Give every flow this response to all its requests."""
    line, headers, body = message_of(content)
    response = Response(status=int(line) if re.fullmatch("[1-9][0-9]{2}", line) else 200, headers=headers, body=body)
    if not re.fullmatch("[0-9]{1,9}", headers.get("content-length", "0")):
        return  # HTTP libraries refuse such a response
    with heard() as lines:
        for flow in _flows():
            with suppress(SigningError):
                _require_sound(_outcome(flow, response))
        with suppress(SigningError):
            _require_sound(_outcome(_direct().status(_DIRECT_CREATED, _TOKEN), response, _TOKEN))
    require_masked("\n".join(lines), "the log")
    require(_TOKEN not in "\n".join(lines), "a token in the log")


def seeds() -> Iterator[bytes]:
    """Yield every kind of response, and the responses of gateways."""
    xml = {"content-type": "application/xml"}
    yield written("200", xml, write_created_job(_CREATED))
    yield written("200", xml | _TIMES, write_status_change(_CHANGE))
    yield written("200", xml, write_direct_job(_DIRECT_CREATED))
    yield written("200", xml, write_direct_signer(_LINK))
    yield written("200", xml | _TIMES, write_direct_status(_STATUS))
    early = Refusal(code="SIGNING_CEREMONY_NOT_COMPLETED", message=f"not {_TOKEN}", type="CLIENT")
    yield written("404", xml, write_refusal(early))
    yield written("204", _TIMES)
    yield written("429", _TIMES, write_refusal(Refusal(code="TOO_EAGER_POLLING", message="later", type="CLIENT")))
    yield written("429", {"dosfilter": "delayed"})
    yield written("409", xml, write_refusal(Refusal(code="JOB_FINISHED", message="too late", type="CLIENT")))
    yield written("503", {"content-type": "text/html"}, b"<html><body>Gateway</body></html>")
    yield written("302", {"location": "https://elsewhere.example/"})
    yield written("200", {"content-type": "application/octet-stream"}, b"%PDF-1.7 signed")


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change the head or the body of a response."""
    return message_changed(content, most, dice, _WORDS, partial(tree_changed, words=_WORDS))


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect the messages that are logged."""
    lines: list[str] = []
    logger, handler = logging.getLogger("signature_model"), logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]  # a handler needs no more
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


def _flows() -> Iterator[Flow[object]]:
    # Use a rate limit without earlier calls, because a limit remembers them.
    portal = Portal(service=_SERVICE, manner=Manner(retries=Retries(times=1)))
    yield portal.ping(NUMBER)
    yield portal.create(NUMBER, JobRequest(reference="contract 17"), b"bundle")
    yield portal.poll(NUMBER, "hr")
    yield portal.confirm(_CHANGE)
    yield portal.cancel(_CREATED)
    yield portal.delete_documents(_CHANGE)
    yield portal.xades(_SIGNED)
    yield portal.save_pades(_CHANGE, BytesIO())
    direct = _direct()
    yield direct.create(NUMBER, _DIRECT_REQUEST, b"bundle")
    yield direct.redirect_url(_LINK)
    yield direct.poll(NUMBER, "hr")
    yield direct.confirm(_STATUS)


def _direct() -> Direct:
    return Direct(service=_SERVICE, manner=Manner(retries=Retries(times=1)))


def _outcome(flow: Flow[object], response: Response, secret: str | None = None) -> object:
    """Run a flow and return its result, or the error that it raises, which must not have the secret."""
    try:
        return run(flow, FakeTransport(lambda _: response))
    except SigningError as error:
        require_masked(f"{error.message} {error.hint}", "an error")
        require(secret is None or secret not in f"{error.message} {vars(error)}", "a token in an error")
        raise


def _require_sound(value: object) -> None:
    if isinstance(value, Poll):
        require(timedelta() <= value.wait <= _LONGEST_WAIT, "a wait that is too long")
        value = value.change
    if not isinstance(value, CreatedJob | StatusChange | DirectCreatedJob | DirectStatus):
        return
    require_masked_repr(value, "a repr")
    require(from_json(to_json(value)) == value, "another value after it was kept")
    write, read = _MESSAGES[type(value)]
    require(read(write(value)) == value or _has_two_identifiers(value), "another value after it was written and read")


def _has_two_identifiers(value: object) -> bool:
    """Whether a signer has both a number and contact information; only the number is written."""
    signatures = value.signatures if isinstance(value, StatusChange) else ()
    return any(each.personal_identification_number is not None and (each.email or each.sms) for each in signatures)
