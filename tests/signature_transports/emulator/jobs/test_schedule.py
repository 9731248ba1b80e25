"""Tests of the schedule."""

from datetime import datetime, timedelta

from signature_transports.clocks import START
from signature_transports.emulator.jobs.schedule import Schedule


def test_due_tasks_run_once_in_the_order_of_time() -> None:
    schedule = Schedule()
    for minutes in (3, 1, 2):
        schedule.add(START + timedelta(minutes=minutes), print, 7, minutes)
    assert [(due.job, due.details) for due in schedule.due(START + timedelta(minutes=2))] == [(7, (1,)), (7, (2,))]
    assert [due.details for due in schedule.due(START + timedelta(minutes=2))] == []
    assert [due.moment for due in schedule.due(START + timedelta(days=1))] == [START + timedelta(minutes=3)]


def test_tasks_of_one_moment_run_in_the_order_they_were_added() -> None:
    schedule = Schedule()
    for name in "bac":
        schedule.add(START, print, 7, name)
    assert [due.details[0] for due in schedule.due(START)] == ["b", "a", "c"]


def test_a_task_may_add_tasks() -> None:
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


def test_discarded_tasks_take_a_bounded_amount_of_memory() -> None:
    schedule = Schedule()
    for job in range(20_000):
        schedule.add(START + timedelta(seconds=job % 7), print, job)
        schedule.add(START, print, job)
        if job % 10:
            schedule.discard(job)
    assert len(schedule) < 2 * 2_000 * 2
    left = [due.job for due in schedule.due(START)]
    assert set(range(0, 20_000, 70)) <= set(left)


def test_a_task_that_is_added_after_a_discard_runs() -> None:
    schedule = Schedule()
    schedule.discard(7)
    schedule.add(START, print, 7)
    for job in range(10_000, 20_000):
        schedule.discard(job)
    assert [due.job for due in schedule.due(START)] == [7]
