"""The promises of the client, whatever is lost, whoever polls too early, and whenever the sender's program dies.

No status change is lost, no job is made twice, and nothing is confirmed before it was dealt with.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from signature_model import (
    AlreadyFinished,
    JobRequest,
    Manner,
    NoAnswer,
    OutcomeUnknown,
    PortalClient,
    ServiceError,
    Signer,
    StatusChange,
    from_json,
    to_json,
)
from signature_model.api.http import Request, Response
from signature_model.api.messages.reading import parse_created_job
from signature_transports.clocks import ManualClock
from signature_transports.emulator import NotPossible
from signature_transports.fake import FakeTransport, Loss
from tests.kits.certificates import NUMBER
from tests.signature_transports.emulator.calls import an_emulator, bundle_of, job_of
from tests.signature_transports.long_run import SERVICE

QUEUE: Final = "hr"
BUNDLE: Final = bundle_of(
    job_of(Signer.by_email("kari@example.com", order=1), Signer.by_email("ola@example.com", order=2))
)
DAYS: Final = 40
"""So long everything is over: a job lives for 30 days, of which each of two groups has its own."""


@dataclass(slots=True)
class Patience:
    """Sets the loop over status changes an end, by the clock."""

    clock: ManualClock
    until: float = 0.0

    def is_set(self) -> bool:
        """Whether the sender will not wait any longer."""
        return self.clock.seconds() >= self.until

    def wait(self, timeout: float) -> None:
        """Waiting is for the transport, by the clock."""
        raise AssertionError(timeout)


@dataclass(slots=True)
class Ledger:
    """What the sender's program has written down, and finds again when it starts anew."""

    sent: set[str] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    in_hand: str | None = None
    """The status change that is being dealt with, as JSON."""
    done: set[str] = field(default_factory=set)
    """The confirmation urls of the status changes that have been dealt with."""
    known: dict[int, list[str]] = field(default_factory=dict)
    """By job, the statuses that were dealt with last."""


class Promises(RuleBasedStateMachine):
    """A sender who writes everything down, a service that loses calls, and signers who do as they like."""

    @initialize(wait=st.sampled_from([20, 600]))
    def start(self, wait: int) -> None:
        self.clock = ManualClock()
        self.emulator = an_emulator(
            self.clock, root=SERVICE.root, empty_queue_wait=timedelta(seconds=wait), calls_per_second=10
        )
        self.losses: deque[Loss | None] = deque()
        self.patience = Patience(self.clock)
        self.ledger = Ledger()
        self.made: dict[int, str] = {}
        self.truth: dict[int, list[str]] = {}
        self._begin()

    def _begin(self) -> None:
        """The program starts: all that it knows stands in the ledger."""
        transport = FakeTransport(self._service, losses=self._loss, clock=self.clock)
        self.client = PortalClient(transport, SERVICE, sender=NUMBER, manner=Manner())
        self.loop: Iterator[StatusChange] | None = None

    def _loss(self, _: Request) -> Loss | None:
        return self.losses.popleft() if self.losses else None

    def _service(self, request: Request) -> Response:
        if "/complete/" in request.url:
            assert request.url in self.ledger.done, "confirmed before it was dealt with"
        answer = self.emulator.handle(request)
        if request.method == "POST" and request.url.endswith("/signature-jobs") and answer.status == 200:
            created = parse_created_job(answer.body)
            self.made[created.signature_job_id] = created.reference or ""
        return answer

    # What the world does

    @rule(losses=st.lists(st.sampled_from([None, *Loss]), min_size=1, max_size=8))
    def lose(self, losses: list[Loss | None]) -> None:
        self.losses.extend(losses)

    @rule()
    def calm_down(self) -> None:
        self.losses.clear()

    @rule(seconds=st.sampled_from([1, 60, 601, 86_400]))
    def let_time_pass(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @precondition(lambda self: self.emulator.jobs())
    @rule(data=st.data(), place=st.integers(0, 1), event=st.sampled_from(["sign", "sign", "sign", "reject"]))
    def act(self, data: st.DataObject, place: int, event: str) -> None:
        number = data.draw(st.sampled_from([each.id for each in self.emulator.jobs()]))
        try:
            self.emulator.act(number, place, event)
        except NotPossible:
            return

    # What the sender does

    @rule()
    def create(self) -> None:
        self._send(f"job {len(self.ledger.sent)}")

    @precondition(lambda self: self.ledger.sent - self.ledger.created - self.ledger.unknown)
    @rule()
    def send_again_what_was_not_sent(self) -> None:
        self._send(min(self.ledger.sent - self.ledger.created - self.ledger.unknown))

    def _send(self, reference: str) -> None:
        self.ledger.sent.add(reference)
        try:
            request = JobRequest(reference=reference, polling_queue=QUEUE)
            self.client.create_from(BUNDLE, request, validate=False)
        except OutcomeUnknown:
            self.ledger.unknown.add(reference)
        except NoAnswer:  # nothing was sent
            return
        except ServiceError as error:
            if error.status != HTTPStatus.TOO_MANY_REQUESTS:  # else nothing was created
                raise
        else:
            self.ledger.created.add(reference)

    @precondition(lambda self: self.ledger.in_hand is None)
    @rule(seconds=st.sampled_from([1, 60, 700]))
    def follow(self, seconds: int) -> None:
        """Come back for the next change, by which the one before is confirmed."""
        self.patience.until = self.clock.seconds() + seconds
        self.loop = self.loop or self.client.changes(polling_queue=QUEUE, stop=self.patience)
        try:
            change = next(self.loop, None)
        except NoAnswer:  # however often it tried
            self.loop = None
            return
        if change is None:
            self.loop = None
            return
        self.ledger.in_hand = to_json(change)

    @precondition(lambda self: self.ledger.in_hand is not None)
    @rule()
    def deal_with_it(self) -> None:
        change = self._in_hand()
        self.ledger.done.add(change.confirmation_url)
        self.ledger.known[change.signature_job_id] = [change.status, *(each.status for each in change.signatures)]
        self.ledger.in_hand = None

    @precondition(lambda self: self.ledger.in_hand is not None)
    @rule()
    def deal_with_it_and_confirm_it_at_once(self) -> None:
        """As a program does that was started anew, and has no loop that confirms."""
        change = self._in_hand()
        self.deal_with_it()
        self._tried(lambda: self.client.confirm(change))
        self.loop = None

    @rule()
    def poll_too_early(self) -> None:
        """Somebody else polls out of turn; what that brings is nobody's, and comes again."""
        self._tried(lambda: self.client.poll(polling_queue=QUEUE))

    @precondition(lambda self: self.ledger.in_hand is not None)
    @rule()
    def cancel(self) -> None:
        change = self._in_hand()
        if change.cancellation_url is not None:
            self._tried(lambda: self.client.cancel(change))

    @rule()
    def die(self) -> None:
        """The program ends here, and starts anew; a change that it had in hand and not dealt with is forgotten."""
        self.ledger.in_hand = None
        self._begin()

    @rule()
    def die_and_go_on_with_what_was_in_hand(self) -> None:
        self._begin()

    def _in_hand(self) -> StatusChange:
        change = from_json(self.ledger.in_hand or "")
        assert isinstance(change, StatusChange)
        return change

    @staticmethod
    def _tried(call: object) -> None:
        assert callable(call)
        try:
            call()
        except (AlreadyFinished, NoAnswer, ServiceError):
            return

    # What is promised

    @invariant()
    def no_job_is_made_twice(self) -> None:
        references = list(getattr(self, "made", {}).values())
        assert len(references) == len(set(references))

    @invariant()
    def what_is_said_to_be_created_is(self) -> None:
        if hasattr(self, "made"):
            made = set(self.made.values())
            assert self.ledger.created <= made <= self.ledger.created | self.ledger.unknown

    @invariant()
    def the_truth_is_noted(self) -> None:
        if hasattr(self, "emulator"):
            for job in self.emulator.jobs():
                statuses = [str(job.status), *(str(each.status) for each in job.signers)]
                if set(statuses) != {"IN_PROGRESS", "WAITING"}:
                    self.truth[job.id] = statuses

    def teardown(self) -> None:
        """In the end everything that happened is known to the sender."""
        if not hasattr(self, "emulator"):
            return
        self.losses.clear()
        self._begin()
        end = self.clock.seconds() + 2 * DAYS * 86_400
        while self.emulator.jobs() and self.clock.seconds() < end:
            self.follow(1)
            if self.ledger.in_hand is not None:
                self.deal_with_it()
            else:
                self.clock.advance(5 * 86_400)
            self.the_truth_is_noted()
        self.the_truth_is_noted()
        assert not self.emulator.jobs()
        assert {number: self.ledger.known.get(number) for number in self.truth} == self.truth
        assert set(self.truth) == set(self.made)


def test_a_program_that_restarts_after_ten_creations_can_create_another() -> None:
    promises = Promises()
    promises.start(20)
    for _ in range(10):
        promises.create()
    promises.die()
    promises.create()
    assert len(promises.ledger.created) == 10
    promises.send_again_what_was_not_sent()
    assert len(promises.ledger.created) == len(promises.made) == 11
    assert promises.clock.seconds() == 30
    promises.teardown()


Promises.TestCase.settings = settings(max_examples=max(1, settings().max_examples // 4), stateful_step_count=40)
TestPromises = Promises.TestCase
