"""Tests of the groups of signers and their time."""

from datetime import timedelta

import pytest

from signature_model import Availability
from signature_model.preview.groups import available_for, groups_of
from tests.kits.jobs import DAY, a_direct_job, a_job
from tests.signature_transports.emulator.calls import by


@pytest.mark.parametrize(
    ("orders", "groups"),
    [
        ((2, 1, 2), ((1,), (0, 2))),
        ((None, 0, 9), ((0, 1), (2,))),
    ],
)
def test_signers_of_one_order_are_a_group(orders: tuple[int, ...], groups: tuple[tuple[int, ...], ...]) -> None:
    assert groups_of(by("a", "b", "c", orders=orders)) == groups


def test_signers_of_a_direct_job_are_one_group() -> None:
    assert groups_of([*a_direct_job().signers] * 3) == ((0, 1, 2),)


def test_without_a_time_each_group_has_thirty_days() -> None:
    assert available_for(a_direct_job()) == 30 * DAY
    assert available_for(a_job(availability=None)) == 30 * DAY
    assert available_for(a_job(availability=Availability())) == 30 * DAY
    assert available_for(a_job(availability=Availability(available_for=timedelta()))) == timedelta()
