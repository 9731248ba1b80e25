"""One-line messages about jobs do not say who the signers are."""

from dataclasses import replace

from signature_transports.cli.messages import of_change, of_creation
from tests.kits.jobs import KARI
from tests.signature_model.scripts import CHANGE, CREATED


def test_a_created_job() -> None:
    assert of_creation(CREATED) == "job 17, reference contract 17 was created"
    assert of_creation(replace(CREATED, reference=None)) == "job 17 was created"
    assert of_creation(replace(CREATED, reference=KARI)) == "job 17, reference 018180***** was created"


def test_a_status_change() -> None:
    assert of_change(CHANGE) == "job 17, reference contract 17: COMPLETED_SUCCESSFULLY (signers: SIGNED)"
    assert of_change(replace(CHANGE, signatures=(), status=" FAILED\n")) == "job 17, reference contract 17: FAILED"


def test_a_message_shows_neither_a_number_nor_an_address() -> None:
    assert KARI not in of_change(CHANGE)
    assert KARI not in of_change(replace(CHANGE, status=KARI))
