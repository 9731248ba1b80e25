"""Tests of the faults that can be injected."""

from signature_transports.emulator import Fault, Operation
from signature_transports.emulator.faults import Faults
from signature_transports.emulator.web.views import faults


def test_every_fault_and_every_operation_is_explained() -> None:
    choices = [each for _, group in faults.groups() for each in group]

    assert sorted(each.name for each in choices) == sorted(Fault)
    assert all(each.words.endswith(".") for each in choices)
    assert all(words[0].isupper() for _, words in faults.operations())
    assert {name for name, _ in faults.operations()} == set(Operation)


def test_open_orders_are_shown() -> None:
    injected = Faults()
    injected.add("poll", "503")
    injected.add("create", "drop-after", times=None)
    injected.add("create", "slow", times=2)

    assert [(each.operation, each.fault.title, each.times) for each in faults.rows(injected.injected())] == [
        ("Create a job", "Break after", "every call"),
        ("Create a job", "Slow", "the next 2 calls"),
        ("Poll a queue", "503", "the next call"),
    ]
