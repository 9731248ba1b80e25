"""Tests of interpreters that are not supported: they refuse the library with a clear error."""

import importlib
import sys

import pytest

import signature_model


def test_a_free_threaded_interpreter_refuses_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)

    with pytest.raises(ImportError, match="start Python with -X gil=1"):
        importlib.reload(signature_model)


def test_a_sub_interpreter_makes_jobs_and_refuses_everything_else() -> None:
    interpreters = pytest.importorskip("concurrent.interpreters", reason="new in Python 3.14")
    interpreter = interpreters.create()
    try:
        interpreter.exec("from signature_model import Signer; Signer.by_email('kari@example.com')")
        with pytest.raises(interpreters.ExecutionFailed, match="does not support loading in subinterpreters"):
            interpreter.exec("from signature_model import validate_manifest")
    finally:
        interpreter.close()
