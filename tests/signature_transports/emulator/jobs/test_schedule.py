"""What falls due comes in its order, once, and never early."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signature_transports.clocks import START
from signature_transports.emulator.jobs.schedule import Schedule

if TYPE_CHECKING:
    from datetime import datetime


def test_what_is_due_comes_soonest_first_and_once() -> None:
    schedule = Schedule()
    for minutes in (3, 1, 2):
        schedule.add(START + timedelta(minutes=minutes), print, 7, minutes)
    assert [(due.job, due.details) for due in schedule.due(START + timedelta(minutes=2))] == [(7, (1,)), (7, (2,))]
    assert [due.details for due in schedule.due(START + timedelta(minutes=2))] == []
    assert [due.moment for due in schedule.due(START + timedelta(days=1))] == [START + timedelta(minutes=3)]


def test_of_two_at_one_moment_the_first_put_down_comes_first() -> None:
    schedule = Schedule()
    for name in "bac":
        schedule.add(START, print, 7, name)
    assert [due.details[0] for due in schedule.due(START)] == ["b", "a", "c"]


def test_what_is_put_down_meanwhile_comes_in_its_turn() -> None:
    schedule = Schedule()
    seen: list[str] = []

    def first(moment: datetime, job: int, name: str) -> None:
        schedule.add(moment + timedelta(seconds=1), second, job, name)
        seen.append("first")

    def second(_: datetime, _job: int, name: str) -> None:
        seen.append(name)

    schedule.add(START, first, 7, "second")
    schedule.add(START + timedelta(seconds=2), second, 7, "third")
    for due in schedule.due(START + timedelta(seconds=2)):
        due.action(due.moment, due.job, *due.details)
    assert seen == ["first", "second", "third"]


def test_what_is_struck_out_takes_no_more_room_than_what_is_not() -> None:
    schedule = Schedule()
    for job in range(20_000):
        schedule.add(START + timedelta(seconds=job % 7), print, job)
        schedule.add(START, print, job)
        if job % 10:
            schedule.discard(job)
    assert len(schedule) < 2 * 2_000 * 2
    left = [due.job for due in schedule.due(START)]
    assert set(range(0, 20_000, 70)) <= set(left)


def test_what_is_put_down_later_for_a_job_that_was_struck_out_comes() -> None:
    schedule = Schedule()
    schedule.discard(7)
    schedule.add(START, print, 7)
    for job in range(10_000, 20_000):
        schedule.discard(job)
    assert [due.job for due in schedule.due(START)] == [7]
