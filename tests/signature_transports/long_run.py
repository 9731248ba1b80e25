"""Many jobs, a tenth of all answers lost, pollers that die at their work. Run at length by ``make endure``.

What has to hold whatever happens: every status change is dealt with, none is confirmed before that, and no job is
created twice. The service is the emulator, time is its clock's, and chance is seeded.
"""

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from signature_model import JobRequest, Manner, NoAnswer, OutcomeUnknown, PortalClient, Retries, Service, StatusChange
from signature_model.api.http import Request, Response
from signature_model.api.statuses import JobStatus
from signature_model.jobs.context import Environment
from signature_transports.clocks import ManualClock
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import SIGNS, Settings
from signature_transports.fake import FakeTransport, Loss
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_bundle

POLLERS: Final = 5
QUEUE: Final = "hr"
LOST: Final = 0.1
KILLED: Final = 0.1
SERVICE: Final = Service(root="https://127.0.0.1/api", environment=Environment.TEST)


@dataclass(slots=True)
class Tally:
    """What happened."""

    created: int = 0
    outcome_unknown: int = 0
    not_sent: int = 0
    lost: int = 0
    killed: int = 0
    delivered: Counter[str] = field(default_factory=Counter)
    """How often each status change was delivered, by its confirmation url."""
    done: set[str] = field(default_factory=set)
    """The status changes that a poller has dealt with."""
    superseded: set[str] = field(default_factory=set)
    """The others: their jobs were finished, confirmed and gone before they came again."""
    finished: Counter[str] = field(default_factory=Counter)
    """How many jobs of each reference were reported as completed."""


class Run:
    """A service, its pollers, and everything that goes wrong between them."""

    def __init__(self, seed: int) -> None:
        self.tally = Tally()
        self._random = Random(seed)  # noqa: S311 - chooses what goes wrong
        self._clock = ManualClock()
        self._jobs: dict[str, int] = {}
        self._last: set[str] = set()
        settings = Settings(root=SERVICE.root, persona=SIGNS, empty_queue_wait=timedelta(minutes=10), seed=seed)
        self.emulator = Emulator(settings, clock=self._clock)
        manner = Manner(retries=Retries(random=self._random.random))
        self._clients = [self._client(manner) for _ in range(POLLERS)]
        self._polls = [client.changes(polling_queue=QUEUE) for client in self._clients]

    def _client(self, manner: Manner) -> PortalClient:
        transport = FakeTransport(self._service, losses=self._loss, clock=self._clock)
        return PortalClient(transport, SERVICE, sender=NUMBER, manner=manner)

    def _loss(self, _: Request) -> Loss | None:
        if self._random.random() >= LOST:
            return None
        self.tally.lost += 1
        loss: Loss = self._random.choice([*Loss])
        return loss

    def _service(self, request: Request) -> Response:
        """The emulator, which nobody may tell that something is done before it is."""
        if request.method == "POST" and "/complete/" in request.url:
            assert request.url in self.tally.done, "confirmed before it was dealt with"
        return self.emulator.handle(request)

    def create(self, reference: str) -> None:
        """Send a job, once."""
        request = JobRequest(reference=reference, polling_queue=QUEUE)
        try:
            self._random.choice(self._clients).create_from(a_bundle(), request, validate=False)
            self.tally.created += 1
        except OutcomeUnknown:
            self.tally.outcome_unknown += 1
        except NoAnswer:  # of which the client knows that nothing was sent
            self.tally.not_sent += 1

    def poll(self) -> None:
        """Have one of the pollers come back for its next change, and deal with that unless it is killed."""
        number = self._random.randrange(POLLERS)
        try:
            change = next(self._polls[number])
        except NoAnswer:  # however often it tried
            self._restart(number)
            return
        self.tally.delivered[change.confirmation_url] += 1
        self._jobs[change.confirmation_url] = change.signature_job_id
        if self._is_killed(number):
            return
        self._deal_with(change)
        self._is_killed(number)

    def _deal_with(self, change: StatusChange) -> None:
        if change.confirmation_url not in self.tally.done and change.known_status is JobStatus.COMPLETED_SUCCESSFULLY:
            self.tally.finished[change.reference or ""] += 1
            self._last.add(change.confirmation_url)
        self.tally.done.add(change.confirmation_url)

    def _is_killed(self, number: int) -> bool:
        if self._random.random() >= KILLED / 2:
            return False
        self.tally.killed += 1
        self._restart(number)
        return True

    def _restart(self, number: int) -> None:
        self._polls[number] = self._clients[number].changes(polling_queue=QUEUE)

    def is_over(self) -> bool:
        """Whether the service has nothing left to tell."""
        return not self.emulator.jobs()

    def require_promises_kept(self) -> None:
        """Raise AssertionError for a job that was created twice, or a status change that was lost."""
        tally = self.tally
        assert set(tally.finished.values()) == {1}, "a job was created twice"
        assert tally.created <= len(tally.finished) <= tally.created + tally.outcome_unknown, "a job was lost"
        finished = {self._jobs[url] for url in self._last}
        tally.superseded = set(tally.delivered) - tally.done
        assert {self._jobs[url] for url in tally.superseded} <= finished, "a status change was lost"


def run(jobs: int, seed: int = 1) -> Tally:
    """Send so many jobs, and follow them until the service holds none. Raises AssertionError for a broken promise."""
    running = Run(seed)
    for number in range(jobs):
        running.create(f"job {number}")
        while number % 10 == 9 and len(running.emulator.jobs()) > POLLERS * 10:  # as many as the pollers can follow
            running.poll()
    while not running.is_over():
        running.poll()
    running.require_promises_kept()
    return running.tally


def _lines(tally: Tally) -> Iterator[str]:
    deliveries = tally.delivered.total()
    yield f"{tally.created:,} jobs created, {tally.outcome_unknown:,} of unknown outcome, {tally.not_sent:,} not sent"
    yield f"{tally.lost:,} calls lost, pollers killed {tally.killed:,} times"
    dealt_with = f"{len(tally.done):,} status changes dealt with, {len(tally.superseded):,} superseded"
    yield f"{dealt_with}, in {deliveries:,} deliveries"
    yield f"{len(tally.finished):,} jobs completed, none lost, none twice"


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    for line in _lines(run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)):
        print(line)  # noqa: T201 - it talks to who started it
