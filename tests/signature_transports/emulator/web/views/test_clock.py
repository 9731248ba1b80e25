"""Tests of the moments that the clock can be moved to."""

import pytest

from signature_transports.clocks import START
from signature_transports.emulator import NotPossible
from signature_transports.emulator.web.views.clock import seconds_to
from tests.kits.jobs import DAY


def test_the_seconds_until_something_falls_due() -> None:
    assert seconds_to("opening", {"opening": START + 3 * DAY}, START) == 3 * 86_400
    with pytest.raises(NotPossible, match="There is no later moment of this kind"):
        seconds_to("deadline", {"opening": START}, START)
