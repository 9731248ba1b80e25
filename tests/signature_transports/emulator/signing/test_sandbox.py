"""Tests of the process that merges documents."""

import logging

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_transports import sandbox
from signature_transports.emulator.signing.merging import Enclosure, merge
from signature_transports.emulator.signing.sandbox import maybe_merged
from tests.kits.pdfs import saved
from tests.signature_transports.emulator.hostile_pdfs import HOSTILE


def test_the_result_is_the_same_as_in_this_process() -> None:
    first, documents = saved(), [Enclosure(None, saved(2)), Enclosure("note.txt", b"some words")]
    assert maybe_merged(first, documents) == merge(first, documents)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_harmful_document_that_the_service_accepts_does_no_harm(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 1)
    content = HOSTILE[name]()
    assert inspect_pdf(content).is_readable
    with caplog.at_level(logging.WARNING):
        assert maybe_merged(saved(), [Enclosure(None, content)]) is None
    assert "the documents could not be merged: status " in caplog.text
