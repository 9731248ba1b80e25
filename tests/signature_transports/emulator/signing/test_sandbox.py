"""What documents do to the process that opens them is of no consequence to this one."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_transports.emulator.signing import sandbox
from signature_transports.emulator.signing.merging import Enclosure, merge
from signature_transports.emulator.signing.sandbox import maybe_merged
from tests.kits.pdfs import saved
from tests.signature_transports.emulator.hostile_pdfs import PAPERS, TAKEN

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_comes_of_it_as_in_this_process() -> None:
    first, documents = saved(), [Enclosure(None, saved(2)), Enclosure("note.txt", b"some words")]
    assert maybe_merged(first, documents) == merge(first, documents)


@pytest.mark.parametrize("name", TAKEN)
def test_the_service_takes_documents_that_mean_harm(name: str) -> None:
    assert inspect_pdf(PAPERS[name]()).is_readable


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_comes_of_documents_that_mean_harm(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert maybe_merged(saved(), [Enclosure(None, PAPERS[name]())]) is None
    assert "the documents could not be merged: status " in caplog.text


def test_a_process_that_comes_to_no_end_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "TIMEOUT", 1)
    monkeypatch.setattr(sandbox, "_PROGRAM", "import time; time.sleep(60)")
    assert maybe_merged(saved(), []) is None
    assert "could not be merged within 1 s" in caplog.text


def test_it_needs_nothing_but_what_can_be_imported_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    first = saved()
    assert maybe_merged(first, []) == merge(first, [])


def test_where_no_process_can_be_had_it_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(PermissionError):
        maybe_merged(saved(), [])
