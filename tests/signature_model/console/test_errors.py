"""Errors are described without national identity numbers."""

from signature_model.console.errors import described, internal_error
from tests.kits.jobs import KARI


def test_an_error_is_described_by_its_type_and_its_message() -> None:
    assert described(ValueError("odd")) == "ValueError: odd"


def test_an_error_of_this_program_asks_for_a_report() -> None:
    shown = internal_error(RuntimeError(f"never seen {KARI} before"))

    assert shown == "internal error, please report it: RuntimeError: never seen 018180***** before"
