"""A state machine: the emulator against a simple model, which searches all jobs and changes at every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from signature_model import Availability
from signature_model.api.messages.direct_reading import parse_direct_signer
from signature_model.api.messages.reading import parse_status_change
from signature_transports.clocks import START
from signature_transports.emulator import AlreadyUsed, NotPossible, UnknownJob
from tests.signature_transports.emulator.calls import (
    DIRECT_JOBS,
    JOBS,
    an_emulator,
    by,
    call,
    clock_of,
    create,
    direct_job_of,
    direct_status,
    job_of,
    statuses,
)

AGAIN = timedelta(minutes=10)
QUEUES = {None: JOBS, "hr": f"{JOBS}?polling_queue=hr", "direct": f"{DIRECT_JOBS}?polling_queue=hr"}
"""The last is the queue of the direct jobs that are polled. It has the name of a queue of portal jobs."""


@dataclass
class Change:
    """A status change: its job, its statuses, and when it was last delivered."""

    job: Job
    number: int
    says: list[str]
    delivered: datetime | None = None


@dataclass
class Job:
    """A job: its signers' orders and statuses, when it opens, and its deadline once it is open.

    ``redirects`` has the used redirect URLs of a direct job, and ``returned`` the tokens that signers brought back.
    """

    number: int
    queue: str | None
    is_direct: bool = False
    is_polled: bool = True
    redirects: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    orders: tuple[int, ...] = (0,)
    available: timedelta = timedelta(days=30)
    opens: datetime = START
    statuses: list[str] = field(default_factory=list)
    status: str = "IN_PROGRESS"
    deadline: datetime | None = None
    changes: int = 0
    gone: bool = False

    def open_to(self) -> list[int]:
        """Return the places of the signers who can act."""
        if self.deadline is None or self.status != "IN_PROGRESS":
            return []
        first = min(order for order, each in zip(self.orders, self.statuses, strict=True) if each == "WAITING")
        return [
            place for place, order in enumerate(self.orders) if order == first and self.statuses[place] == "WAITING"
        ]


@dataclass
class Model:
    """All jobs, and the changes in each queue."""

    now: datetime = START
    jobs: list[Job] = field(default_factory=list)
    queues: dict[str | None, list[Change]] = field(default_factory=lambda: {name: [] for name in QUEUES})
    delivered: list[Change] = field(default_factory=list)

    def apply(self, job: Job, places: list[int], status: str, others: str) -> None:
        """Give a status to some signers, and another to all others who are waiting."""
        before = job.open_to()
        for place, each in enumerate(job.statuses):
            if each == "WAITING":
                job.statuses[place] = status if place in places else others
        if others != "WAITING":
            job.status = "FAILED"
        elif "WAITING" not in job.statuses:
            job.status = "COMPLETED_SUCCESSFULLY"
        elif job.open_to() and not set(job.open_to()) & set(before):
            job.deadline = self.now + job.available
        job.changes += 1
        if job.is_polled:
            self.queues[job.queue].append(Change(job, job.changes, [job.status, *job.statuses]))

    def future(self) -> Iterator[tuple[datetime, Job | Change]]:
        """Yield everything that falls due later, with its moment."""
        for job in self.jobs:
            if job.status == "IN_PROGRESS":
                yield job.deadline or job.opens, job
        for change in self.delivered:
            if change.delivered is not None:
                yield change.delivered + AGAIN, change

    def advance(self, to: datetime) -> None:
        """Do what falls due until then."""
        while due := [step for step in self.future() if step[0] <= to]:
            self.now, thing = min(due, key=lambda step: step[0])
            if isinstance(thing, Change):
                self.delivered.remove(thing)
                self.queues[thing.job.queue].append(thing)
            elif thing.deadline is None:
                thing.deadline = self.now + thing.available
            else:
                self.apply(thing, thing.open_to(), "EXPIRED", "NOT_APPLICABLE")
        self.now = to

    def forget(self, change: Change) -> None:
        """Confirm a change. The last change of a job removes all its changes, and the job."""
        held = [change]
        if change.says[0] != "IN_PROGRESS":
            change.job.gone = not change.job.is_direct
            held = [each for each in (*self.delivered, *self.queues[change.job.queue]) if each.job is change.job]
        for each in held:
            for place in (self.delivered, self.queues[each.job.queue]):
                if each in place:
                    place.remove(each)


class Jobs(RuleBasedStateMachine):
    """Jobs are created, signers act, and time passes. The emulator must always agree with the model.

    Only redeliveries fall due at the same moment, and they keep their order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.emulator = an_emulator()
        self.model = Model()
        self.known: list[tuple[Change, str]] = []

    @rule(
        orders=st.lists(st.integers(0, 3), min_size=1, max_size=4).map(tuple),
        queue=st.sampled_from([None, "hr"]),
        days=st.integers(0, 2),
        hours=st.sampled_from([0, 0, 5]),
    )
    def create(self, orders: tuple[int, ...], queue: str | None, days: int, hours: int) -> None:
        number = len(self.model.jobs) + 1
        available = timedelta(days=days, seconds=number)
        opens = self.model.now + (timedelta(hours=hours, milliseconds=number) if hours else timedelta())
        people = by(*(f"p{place}" for place in range(len(orders))), orders=orders)
        job = job_of(*people, availability=Availability(activation_time=opens, available_for=available))
        assert create(self.emulator, job, queue) == number
        self.model.jobs.append(
            Job(
                number=number,
                queue=queue,
                orders=orders,
                available=available,
                opens=opens,
                statuses=["WAITING"] * len(orders),
                deadline=None if hours else opens + available,
            )
        )

    @rule(count=st.integers(1, 3), is_polled=st.booleans())
    def create_direct(self, count: int, is_polled: bool) -> None:  # noqa: FBT001 - drawn
        number, names = len(self.model.jobs) + 1, ("kari", "ola", "per")[:count]
        assert create(self.emulator, direct_job_of(*names, polling="hr" if is_polled else None)) == number
        self.model.jobs.append(
            Job(
                number=number,
                queue="direct",
                is_direct=True,
                is_polled=is_polled,
                orders=(0,) * count,
                statuses=["WAITING"] * count,
                deadline=self.model.now + timedelta(days=30),
            )
        )

    @precondition(lambda self: any(each.is_direct for each in self.model.jobs))
    @rule(data=st.data())
    def be_redirected(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from([each for each in self.model.jobs if each.is_direct]))
        place = data.draw(st.integers(0, len(job.orders) - 1))
        answer = call(self.emulator, "POST", f"{DIRECT_JOBS}/{job.number}/signers/{place + 1}")
        assert answer.status == (200 if place in job.open_to() else 409)
        if answer.status == 200:
            token = f"{parse_direct_signer(answer.body).redirect_url}".rpartition("/")[2]
            assert token not in job.redirects
            assert self.emulator.visit(token).signer.place == place
            job.redirects.add(token)
        for token in job.redirects:
            with pytest.raises(AlreadyUsed):
                self.emulator.visit(token)

    @precondition(lambda self: any(each.is_direct for each in self.model.jobs))
    @rule(data=st.data())
    def ask_for_the_status(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from([each for each in self.model.jobs if each.is_direct]))
        token = data.draw(st.sampled_from([*sorted(job.returned), "another"]))
        answer = call(self.emulator, "GET", f"{DIRECT_JOBS}/{job.number}/status?status_query_token={token}")
        if job.is_polled or not job.returned:
            assert answer.status == 404
        elif token in job.returned:
            assert statuses(direct_status(answer)) == [job.status, *job.statuses]
        else:
            assert answer.status == 403

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), event=st.sampled_from(["sign", "sign", "sign", "reject", "block", "fail"]))
    def act(self, data: st.DataObject, event: str) -> None:
        job = data.draw(st.sampled_from(self.model.jobs))
        place = data.draw(st.integers(0, len(job.orders) - 1))
        if job.gone:
            with pytest.raises(UnknownJob):
                self.emulator.act(job.number, place, event)
        elif place not in job.open_to() or event == ("block" if job.is_direct else "fail"):
            with pytest.raises(NotPossible):
                self.emulator.act(job.number, place, event)
        else:
            url = self.emulator.act(job.number, place, event).signers[place].exit_url
            if url is not None:
                job.returned |= set(parse_qs(urlsplit(url).query)["status_query_token"])
            status = {"sign": "SIGNED", "reject": "REJECTED", "block": "BLOCKED", "fail": "FAILED"}[event]
            self.model.apply(job, [place], status, "WAITING" if event == "sign" else "NOT_APPLICABLE")

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(self.model.jobs))
        answer = call(self.emulator, "POST", f"{JOBS}/{job.number}/cancel")
        if job.gone or job.is_direct:
            assert answer.status == 404
        elif job.status != "IN_PROGRESS":
            assert answer.status == 409
        else:
            assert answer.status == 204
            self.model.apply(job, list(range(len(job.orders))), "CANCELLED", "CANCELLED")

    @rule(minutes=st.sampled_from([1, 5, 10, 60, 24 * 60, 29 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        clock_of(self.emulator).advance(minutes * 60)
        self.model.advance(self.model.now + timedelta(minutes=minutes))

    @rule(queue=st.sampled_from(list(QUEUES)))
    def poll(self, queue: str | None) -> None:
        waiting = self.model.queues[queue]
        answer = call(self.emulator, "GET", QUEUES[queue])
        assert (answer.status == 204) == (not waiting)
        if answer.body:
            change = direct_status(answer) if queue == "direct" else parse_status_change(answer.body)
            expected = waiting.pop(0)
            assert (change.signature_job_id, statuses(change)) == (expected.job.number, expected.says)
            expected.delivered = self.model.now
            self.model.delivered.append(expected)
            self.known.append((expected, f"{change.confirmation_url}"))

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        change, url = data.draw(st.sampled_from(self.known))
        answer = call(self.emulator, "POST", url)
        assert answer.status == (404 if change.job.gone else 204)
        if not change.job.gone:
            self.model.forget(change)

    @invariant()
    def the_emulator_agrees_with_the_model(self) -> None:
        held = [(each.id, each.status, [signer.status for signer in each.signers]) for each in self.emulator.jobs()]
        assert held == [(job.number, job.status, job.statuses) for job in self.model.jobs if not job.gone]
        for job in self.model.jobs:
            if not job.gone:
                signers = self.emulator.job(job.number).signers
                assert [each.place for each in signers if each.events] == job.open_to()


Jobs.TestCase.settings = settings(max_examples=10, stateful_step_count=30)
TestJobs = Jobs.TestCase
