"""Tests of the settings."""

import pytest

from signature_model import Sector
from signature_transports.emulator import REJECTS, SIGNS, Event, Settings, SignedForm
from signature_transports.emulator.settings import BaselineLevel
from tests.kits.jobs import KARI


def test_the_defaults_are_those_of_the_test_environments() -> None:
    settings = Settings()
    assert (settings.calls_per_second, settings.empty_queue_wait, settings.sector) == (10, None, Sector.PUBLIC)


def test_a_root_is_a_url_without_a_slash_at_its_end() -> None:
    assert Settings(root="https://127.0.0.1:8443/api/").root == "https://127.0.0.1:8443/api"
    with pytest.raises(ValueError, match="root must be a URL"):
        Settings(root="/api")


def test_a_level_and_a_form_can_be_given_as_texts() -> None:
    settings = Settings(level="LTA", signed_form="plain")  # type: ignore[arg-type]
    assert (settings.level is BaselineLevel.LTA, settings.signed_form is SignedForm.PLAIN) == (True, True)
    for wrong in ({"level": "XL"}, {"signed_form": "round"}):
        with pytest.raises(ValueError, match="is not a valid"):
            Settings(**wrong)  # type: ignore[arg-type]


def test_senders_can_have_another_sector() -> None:
    settings = Settings(sectors={"999999999": Sector.PRIVATE})
    assert [settings.sector_of(each) for each in ("999999999", "984661185")] == [Sector.PRIVATE, Sector.PUBLIC]


def test_the_repr_shows_no_national_id_number() -> None:
    assert KARI not in repr(Settings(personas={KARI: SIGNS}))


def test_the_personas_sign_or_reject_immediately() -> None:
    assert (SIGNS.does, REJECTS.does) == (Event.SIGN, Event.REJECT)
