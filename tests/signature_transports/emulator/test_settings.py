"""What can be chosen, and what cannot."""

from __future__ import annotations

import pytest

from signature_model import Sector
from signature_transports.emulator import REJECTS, SIGNS, Event, Settings
from tests.kits.jobs import KARI


def test_what_is_left_out_is_as_in_the_test_environments() -> None:
    settings = Settings()
    assert (settings.calls_per_second, settings.empty_queue_wait, settings.sector) == (10, None, Sector.PUBLIC)


def test_a_root_is_a_url_and_has_no_slash_behind() -> None:
    assert Settings(root="https://127.0.0.1:8443/api/").root == "https://127.0.0.1:8443/api"
    with pytest.raises(ValueError, match="root must be a URL"):
        Settings(root="/api")


def test_senders_are_of_one_sector_but_for_those_that_are_not() -> None:
    settings = Settings(sectors={"999999999": Sector.PRIVATE})
    assert [settings.sector_of(each) for each in ("999999999", "984661185")] == [Sector.PRIVATE, Sector.PUBLIC]


def test_no_repr_shows_a_whole_number() -> None:
    assert KARI not in repr(Settings(personas={KARI: SIGNS}))


def test_the_usual_people() -> None:
    assert (SIGNS.does, REJECTS.does) == (Event.SIGN, Event.REJECT)
