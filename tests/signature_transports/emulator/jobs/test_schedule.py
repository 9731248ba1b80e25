"""What falls due comes in its order, once, and never early."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signature_transports.clocks import START
from signature_transports.emulator.jobs.schedule import Agenda

if TYPE_CHECKING:
    from datetime import datetime


def test_what_is_due_comes_soonest_first_and_once() -> None:
    agenda = Agenda()
    for minutes in (3, 1, 2):
        agenda.put_down(START + timedelta(minutes=minutes), print, 7, minutes)
    assert [(due.job, due.details) for due in agenda.due(START + timedelta(minutes=2))] == [(7, (1,)), (7, (2,))]
    assert [due.details for due in agenda.due(START + timedelta(minutes=2))] == []
    assert [due.moment for due in agenda.due(START + timedelta(days=1))] == [START + timedelta(minutes=3)]


def test_of_two_at_one_moment_the_first_put_down_comes_first() -> None:
    agenda = Agenda()
    for name in "bac":
        agenda.put_down(START, print, 7, name)
    assert [due.details[0] for due in agenda.due(START)] == ["b", "a", "c"]


def test_what_is_put_down_meanwhile_comes_in_its_turn() -> None:
    agenda = Agenda()
    seen: list[str] = []

    def first(moment: datetime, job: int, name: str) -> None:
        agenda.put_down(moment + timedelta(seconds=1), second, job, name)
        seen.append("first")

    def second(_: datetime, _job: int, name: str) -> None:
        seen.append(name)

    agenda.put_down(START, first, 7, "second")
    agenda.put_down(START + timedelta(seconds=2), second, 7, "third")
    for due in agenda.due(START + timedelta(seconds=2)):
        due.action(due.moment, due.job, *due.details)
    assert seen == ["first", "second", "third"]


def test_what_is_struck_out_takes_no_more_room_than_what_is_not() -> None:
    agenda = Agenda()
    for job in range(20_000):
        agenda.put_down(START + timedelta(seconds=job % 7), print, job)
        agenda.put_down(START, print, job)
        if job % 10:
            agenda.strike_out(job)
    assert len(agenda) < 2 * 2_000 * 2
    left = [due.job for due in agenda.due(START)]
    assert set(range(0, 20_000, 70)) <= set(left)


def test_what_is_put_down_later_for_a_job_that_was_struck_out_comes() -> None:
    agenda = Agenda()
    agenda.strike_out(7)
    agenda.put_down(START, print, 7)
    for job in range(10_000, 20_000):
        agenda.strike_out(job)
    assert [due.job for due in agenda.due(START)] == [7]
