"""The promises of the direct flow, whatever is lost, whichever token expires, and whenever the sender's program dies.

No job is made twice, no status change is lost, nothing is confirmed before it was dealt with, and no token is shown.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from signature_model import (
    CeremonyNotCompleted,
    DirectClient,
    DirectCreatedJob,
    DirectStatus,
    InvalidStatusQueryToken,
    NoAnswer,
    NotOffered,
    OutcomeUnknown,
    ServiceError,
    SigningError,
    StatusRetrieval,
    TokenAuthentication,
    from_json,
    to_json,
)
from signature_model.api.http import Request, Response
from signature_model.api.messages.direct_reading import parse_direct_job
from signature_model.jobs.requests import DirectJobRequest
from signature_transports.clocks import ManualClock
from signature_transports.emulator import NotPossible
from signature_transports.fake import FakeTransport, Loss
from signature_transports.tokens import TokenTransport
from tests.kits.certificates import NUMBER
from tests.signature_transports.emulator.calls import EXITS, an_emulator, bundle_of, direct_job_of
from tests.signature_transports.long_run import SERVICE
from tests.signature_transports.test_flow_promises import Patience

QUEUE: Final = "hr"
BUNDLE: Final = bundle_of(direct_job_of("kari", "ola"))
OURS: Final = TokenAuthentication(
    client_id="emulator", broker_id="555444", token_endpoint="https://127.0.0.1/oauth2/token"
)
LIFETIME: Final = 45
"""Seconds of an access token, so that one ends between any two steps."""
WRONG: Final = "not-the-token-of-anybody"


@dataclass(slots=True)
class Ledger:
    """What the sender's program has written down, and finds again when it starts anew."""

    sent: dict[str, StatusRetrieval] = field(default_factory=dict)
    created: dict[str, str] = field(default_factory=dict)
    """By reference, the record of the job."""
    unknown: set[str] = field(default_factory=set)
    tokens: dict[int, list[str]] = field(default_factory=dict)
    """By job, the status query tokens that signers have brought back."""
    in_hand: str | None = None
    """The status that is being dealt with, as JSON."""
    done: set[str | None] = field(default_factory=set)
    """The confirmation URLs of the statuses that have been dealt with."""
    known: dict[int, list[str]] = field(default_factory=dict)
    """By job, the statuses that were dealt with last."""


class Shown(logging.Handler):
    """Everything that a log or an error shows."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    def add(self, error: SigningError) -> None:
        """Take what a program that logs an error would show."""
        self.texts += [*traceback.format_exception(error), repr(error), repr(vars(error))]


class Promises(RuleBasedStateMachine):
    """A sender who writes everything down, a service that loses calls, and signers who do as they like."""

    @initialize(wait=st.sampled_from([20, 600]))
    def start(self, wait: int) -> None:
        self.clock = ManualClock()
        self.emulator = an_emulator(
            self.clock,
            root=SERVICE.root,
            empty_queue_wait=timedelta(seconds=wait),
            authentication="token",
            token_lifetime=LIFETIME,
        )
        self.losses: deque[Loss | None] = deque()
        self.patience = Patience(self.clock)
        self.ledger = Ledger()
        self.secrets: set[str] = set()
        self.made: dict[int, str] = {}
        self.truth: dict[int, list[str]] = {}
        self.shown = Shown()
        self.log = logging.getLogger("signature_model")
        self.log.addHandler(self.shown)
        self.log.setLevel(logging.DEBUG)
        self._begin()

    def _begin(self) -> None:
        """The program starts: all that it knows stands in the ledger."""
        fake = FakeTransport(self._service, losses=self._loss, clock=self.clock)
        transport = TokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake)
        self.client = DirectClient(transport, SERVICE, sender=NUMBER)
        self.loop: Iterator[DirectStatus] | None = None

    def _loss(self, _: Request) -> Loss | None:
        return self.losses.popleft() if self.losses else None

    def _service(self, request: Request) -> Response:
        assert "/redirect/" not in request.url, "redirect URLs are for browsers"
        if "/complete/" in request.url:
            assert request.url in self.ledger.done, "confirmed before it was dealt with"
        self.secrets |= {value.partition(" ")[2] for name, value in request.headers if name == "Authorization"}
        answer = self.emulator.handle(request)
        if request.method == "POST" and request.url.endswith("/signature-jobs") and answer.status == 200:
            created = parse_direct_job(answer.body)
            self.made[created.signature_job_id] = created.reference or ""
            self.secrets |= {(each.redirect_url or "").rpartition("/")[2] for each in created.signers}
        return answer

    def _tried(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - the result, or the error
        try:
            return call()
        except (NoAnswer, ServiceError, NotOffered, OutcomeUnknown) as error:
            self.shown.add(error)
            return error

    # What the world does

    @rule(losses=st.lists(st.sampled_from([None, *Loss]), min_size=1, max_size=8))
    def lose(self, losses: list[Loss | None]) -> None:
        self.losses.extend(losses)

    @rule()
    def calm_down(self) -> None:
        self.losses.clear()

    @rule(seconds=st.sampled_from([1, 40, 60, 601, 86_400]))
    def let_time_pass(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @precondition(lambda self: self.emulator.jobs())
    @rule(data=st.data(), place=st.integers(0, 1), event=st.sampled_from(["sign", "sign", "sign", "reject", "fail"]))
    def act(self, data: st.DataObject, place: int, event: str) -> None:
        """A signer acts, and comes back to the sender, or never."""
        number = data.draw(st.sampled_from([each.id for each in self.emulator.jobs()]))
        try:
            view = self.emulator.act(number, place, event)
        except NotPossible:
            return
        (token,) = parse_qs(urlsplit(view.signers[place].exit_url or "").query)["status_query_token"]
        self.secrets.add(token)
        if data.draw(st.booleans()):
            self.ledger.tokens.setdefault(number, []).append(token)

    # What the sender does

    @rule(retrieval=st.sampled_from(StatusRetrieval))
    def create(self, retrieval: StatusRetrieval) -> None:
        self._send(f"job {len(self.ledger.sent)}", retrieval)

    @precondition(lambda self: self.ledger.sent.keys() - self.ledger.created.keys() - self.ledger.unknown)
    @rule()
    def send_again_what_was_not_sent(self) -> None:
        reference = min(self.ledger.sent.keys() - self.ledger.created.keys() - self.ledger.unknown)
        self._send(reference, self.ledger.sent[reference])

    def _send(self, reference: str, retrieval: StatusRetrieval) -> None:
        self.ledger.sent[reference] = retrieval
        request = DirectJobRequest(
            reference=reference, exit_urls=EXITS, status_retrieval=retrieval, polling_queue=QUEUE
        )
        created = self._tried(lambda: self.client.create_from(BUNDLE, request, validate=False))
        if isinstance(created, OutcomeUnknown):
            self.ledger.unknown.add(reference)
        elif isinstance(created, DirectCreatedJob):
            self.shown.texts.append(repr(created))
            self.ledger.created[reference] = to_json(created)
        else:
            assert isinstance(created, NoAnswer), created

    @precondition(lambda self: self.ledger.created)
    @rule(data=st.data(), place=st.integers(0, 1))
    def redirect(self, data: st.DataObject, place: int) -> None:
        url = self._tried(lambda: self.client.redirect_url(self._job(data).signers[place].signer_url))
        if isinstance(url, str):
            self.secrets.add(url.rpartition("/")[2])
            assert self.emulator.visit(url.rpartition("/")[2]).signer.place == place

    @precondition(lambda self: self.ledger.created and self.ledger.in_hand is None)
    @rule(data=st.data(), is_right=st.booleans())
    def ask(self, data: st.DataObject, is_right: bool) -> None:  # noqa: FBT001 - drawn
        job = self._job(data)
        tokens = self.ledger.tokens.get(job.signature_job_id, [])
        token = data.draw(st.sampled_from(tokens)) if is_right and tokens else WRONG
        status = self._tried(lambda: self.client.status(job, token))
        if isinstance(status, DirectStatus):
            assert token in tokens
            assert self._statuses(status) == self._truth(job.signature_job_id)
            self.ledger.in_hand = to_json(status)
        elif isinstance(status, InvalidStatusQueryToken):
            assert token == WRONG
        elif isinstance(status, CeremonyNotCompleted):
            assert not tokens
        elif isinstance(status, NotOffered):
            assert job.status_url is None
        else:
            assert isinstance(status, NoAnswer), status

    @precondition(lambda self: self.ledger.in_hand is None)
    @rule(seconds=st.sampled_from([1, 60, 700]))
    def follow(self, seconds: int) -> None:
        """Come back for the next change, by which the one before is confirmed."""
        self.patience.until = self.clock.seconds() + seconds
        self.loop = self.loop or self.client.changes(polling_queue=QUEUE, stop=self.patience)
        loop = self.loop
        change = self._tried(lambda: next(loop, None))
        if isinstance(change, DirectStatus):
            self.ledger.in_hand = to_json(change)
        else:
            assert change is None or isinstance(change, NoAnswer), change
            self.loop = None

    @precondition(lambda self: self.ledger.in_hand is not None)
    @rule(confirms=st.booleans())
    def deal_with_it(self, *, confirms: bool) -> None:
        status = from_json(self.ledger.in_hand or "")
        assert isinstance(status, DirectStatus)
        self.ledger.done.add(status.confirmation_url)
        self.ledger.known[status.signature_job_id] = self._statuses(status)
        self.ledger.in_hand = None
        if confirms:
            self._tried(lambda: self.client.confirm(status))
            self.loop = None

    @rule(forgets=st.booleans())
    def die(self, *, forgets: bool) -> None:
        """The program ends here, and starts anew, perhaps without the status that it had in hand."""
        if forgets:
            self.ledger.in_hand = None
        self._begin()

    def _job(self, data: st.DataObject) -> DirectCreatedJob:
        job = from_json(self.ledger.created[data.draw(st.sampled_from(sorted(self.ledger.created)))])
        assert isinstance(job, DirectCreatedJob)
        return job

    @staticmethod
    def _statuses(status: DirectStatus) -> list[str]:
        named = {each.signer: each.status for each in status.signatures}
        return [status.status, named["kari"], named["ola"]]

    def _truth(self, number: int) -> list[str]:
        view = self.emulator.job(number)
        return [str(view.status), *(str(each.status) for each in view.signers)]

    # What is promised

    @invariant()
    def no_job_is_made_twice(self) -> None:
        references = list(getattr(self, "made", {}).values())
        assert len(references) == len(set(references))

    @invariant()
    def what_is_said_to_be_created_is(self) -> None:
        if hasattr(self, "made"):
            made, created = set(self.made.values()), self.ledger.created.keys()
            assert created <= made <= created | self.ledger.unknown

    @invariant()
    def no_token_is_shown(self) -> None:
        if hasattr(self, "shown"):
            text = "\n".join(self.shown.texts)
            assert not [each for each in self.secrets | {WRONG} if each in text]
            self.shown.texts.clear()

    @invariant()
    def the_truth_is_noted(self) -> None:
        if hasattr(self, "emulator"):
            for job in self.emulator.jobs():
                statuses = self._truth(job.id)
                if job.is_polled and set(statuses) != {"IN_PROGRESS", "WAITING"}:
                    self.truth[job.id] = statuses

    def teardown(self) -> None:
        """In the end everything that happened to polled jobs is known to the sender."""
        if not hasattr(self, "emulator"):
            return
        self.losses.clear()
        self._begin()
        end = self.clock.seconds() + 80 * 86_400
        while self.clock.seconds() < end:
            if self.ledger.in_hand is not None:
                self.deal_with_it(confirms=False)
            self.follow(1)
            if self.ledger.in_hand is None:
                self.clock.advance(5 * 86_400)
            self.the_truth_is_noted()
        self.no_token_is_shown()
        self.log.removeHandler(self.shown)
        self.log.setLevel(logging.NOTSET)
        assert {number: self.ledger.known.get(number) for number in self.truth} == self.truth


def test_a_lost_creation_is_not_sent_again_after_a_restart() -> None:
    promises = Promises()
    promises.start(20)
    promises.lose([None, Loss.AFTER])  # after the token
    promises.create(StatusRetrieval.POLLING)
    promises.die(forgets=True)
    promises.create(StatusRetrieval.POLLING)
    assert promises.made == {1: "job 0", 2: "job 1"}
    assert promises.ledger.unknown == {"job 0"}
    promises.teardown()


def test_a_change_that_was_in_hand_comes_again_after_a_restart() -> None:
    promises = Promises()
    promises.start(20)
    promises.create(StatusRetrieval.POLLING)
    promises.emulator.reject(1, 0)
    promises.follow(1)
    promises.die(forgets=True)
    promises.let_time_pass(601)
    promises.follow(60)
    promises.deal_with_it(confirms=False)
    promises.follow(60)
    assert promises.ledger.known == {1: ["FAILED", "REJECTED", "NOT_APPLICABLE"]}
    promises.teardown()


Promises.TestCase.settings = settings(max_examples=max(1, settings().max_examples // 4), stateful_step_count=40)
TestPromises = Promises.TestCase
