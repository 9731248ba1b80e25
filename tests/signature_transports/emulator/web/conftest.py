"""An emulator with a job, and its pages."""

import pytest

from signature_transports.emulator import Emulator
from signature_transports.emulator.web.pages import Pages
from tests.signature_transports.emulator.page_reader import an_emulator_with_a_job, pages_of


@pytest.fixture
def emulator() -> Emulator:
    return an_emulator_with_a_job()


@pytest.fixture
def pages(emulator: Emulator) -> Pages:
    return pages_of(emulator)
