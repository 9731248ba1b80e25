"""Tests of the moments that the clock can be moved to."""

from datetime import timedelta

import pytest

from signature_model import Availability
from signature_transports.clocks import START
from signature_transports.emulator import NotPossible
from signature_transports.emulator.web.views.clock import destinations, seconds_to
from tests.kits.jobs import DAY
from tests.signature_transports.emulator.calls import an_emulator, by, create, job_of


def test_the_earliest_of_each_kind_is_offered() -> None:
    emulator = an_emulator()
    for days in (20, 10):
        create(emulator, job_of(*by("a"), availability=Availability(available_for=timedelta(days=days))))
    create(emulator, job_of(*by("a"), availability=Availability(activation_time=START + 3 * DAY)))
    found = {each.name: (each.moment - START) / DAY for each in destinations(emulator.courses(9), START)}

    assert found == {"opening": 3, "notification": 5, "deadline": 10}
    assert seconds_to("opening", emulator.courses(9), START) == 3 * 86_400


def test_without_jobs_nothing_is_ahead() -> None:
    assert destinations((), START) == ()
    with pytest.raises(NotPossible, match="Nothing of that kind is ahead"):
        seconds_to("deadline", (), START)
