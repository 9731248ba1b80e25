"""What falls due comes in its order, once, and never early."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signature_transports.clocks import START
from signature_transports.emulator.agenda import Agenda

if TYPE_CHECKING:
    from datetime import datetime


def test_what_is_due_comes_soonest_first_and_once() -> None:
    agenda = Agenda()
    seen: list[int] = []
    for minutes in (3, 1, 2):
        agenda.put_down(START + timedelta(minutes=minutes), seen.append, minutes)
    assert [due.details for due in agenda.due(START + timedelta(minutes=2))] == [(1,), (2,)]
    assert [due.details for due in agenda.due(START + timedelta(minutes=2))] == []
    assert [due.moment for due in agenda.due(START + timedelta(days=1))] == [START + timedelta(minutes=3)]


def test_of_two_at_one_moment_the_first_put_down_comes_first() -> None:
    agenda = Agenda()
    for name in "bac":
        agenda.put_down(START, print, name)
    assert [due.details[0] for due in agenda.due(START)] == ["b", "a", "c"]


def test_what_is_put_down_meanwhile_comes_in_its_turn() -> None:
    agenda = Agenda()
    seen: list[str] = []

    def first(moment: datetime, name: str) -> None:
        agenda.put_down(moment + timedelta(seconds=1), second, name)
        seen.append("first")

    def second(_: datetime, name: str) -> None:
        seen.append(name)

    agenda.put_down(START, first, "second")
    agenda.put_down(START + timedelta(seconds=2), second, "third")
    for due in agenda.due(START + timedelta(seconds=2)):
        due.action(due.moment, *due.details)
    assert seen == ["first", "second", "third"]
