"""Tests of signers as people."""

import pytest

from signature_model import Lookup, Signer
from signature_transports.emulator import Event
from signature_transports.emulator.web.views.people import actions, first_name, initials, person
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import an_emulator, create, direct_job_of, job_of


@pytest.mark.parametrize(
    ("name", "result"),
    [("Anne Bakke", "AB"), ("Åse Marie Ås", "ÅÅ"), ("Ola", "O"), ("customer 4711", "C4"), ("+4798765432", "32")],
)
def test_initials(name: str, result: str) -> None:
    assert initials(name) == result


@pytest.mark.parametrize(
    ("name", "result"),
    [("Anne Bakke", "Anne"), ("customer 4711", "customer 4711"), (" ", " "), ("+4798765432", "+4798765432")],
)
def test_first_names(name: str, result: str) -> None:
    assert first_name(name) == result


def test_a_person_has_a_colour_by_place() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*[Signer.by_email(f"{each}@example.com") for each in range(8)]))

    assert [person(each).colour for each in emulator.job(1).signers] == [1, 2, 3, 4, 5, 6, 1, 2]


def test_buttons_say_what_happens() -> None:
    emulator = an_emulator()
    create(emulator, job_of(Signer.by_national_id(KARI, notify=Lookup()), Signer.by_email("a@example.com")))
    create(emulator, direct_job_of())
    signers = [*emulator.job(1).signers, *emulator.job(2).signers]
    found = {each.event: (each.words, first_name(signer.name)) for signer in signers for each in actions(signer)}

    assert found.keys() == {*Event} - {Event.EXPIRE, Event.CANCEL}
    assert all(name in words or event is Event.FAIL for event, (words, name) in found.items())
    assert [each.is_common for each in actions(signers[0])][:3] == [True, True, False]
