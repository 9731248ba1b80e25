"""The state of an input changes with its files."""

from pathlib import Path

import pytest

from signature_model.cli.input_states import LENGTH, state_of


@pytest.mark.parametrize("name", ["\0", "missing", "good.asice", ".", "-"])
@pytest.mark.usefixtures("folder")
def test_every_input_has_a_state(name: str) -> None:
    assert len(state_of(name)) == LENGTH
    assert state_of(name) == state_of(name)


def test_a_file_and_its_folder_have_another_state_after_a_change(folder: Path) -> None:
    before = state_of("good.asice"), state_of(".")
    (folder / "good.asice").write_bytes(b"changed")

    assert state_of("good.asice") != before[0]
    assert state_of(".") != before[1]
