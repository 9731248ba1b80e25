"""Errors say what happened and what to do, survive pickling, and hold no whole national id number."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import errors
from signature_model.errors import (
    CorruptMember,
    CredentialsError,
    ForbiddenXml,
    JobRefused,
    MalformedXml,
    NotAZip,
    OtherDocument,
    SchemaError,
    SigningError,
    UnreadableInput,
)
from signature_model.findings import Finding, Report, Severity
from tests.signature_model.samples import KARI

PLAIN = [SigningError, CredentialsError, SchemaError]
UNREADABLE = [UnreadableInput, NotAZip, CorruptMember, MalformedXml, ForbiddenXml, OtherDocument]
ALL = [pytest.param(kind, id=kind.__name__) for kind in (*PLAIN, *UNREADABLE)]
WITH_LINE = [pytest.param(kind, id=kind.__name__) for kind in UNREADABLE]


def a_report(*severities: Severity) -> Report:
    return Report(
        findings=tuple(
            Finding(code=f"PSR{900 - number}", name="a-fault", severity=severity, message="m")
            for number, severity in enumerate(severities)
        )
    )


@pytest.mark.parametrize("kind", ALL)
@given(message=st.text(), hint=st.none() | st.text())
def test_an_error_says_what_happened_and_what_to_do(kind: type[SigningError], message: str, hint: str | None) -> None:
    error = kind(message, hint)
    assert str(error) == (error.message if hint is None else f"{error.message}\n{error.hint}")


@pytest.mark.parametrize("copied", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])  # noqa: S301
@pytest.mark.parametrize("kind", ALL)
def test_an_error_survives_pickling_and_copying(kind: type[SigningError], copied: object) -> None:
    assert callable(copied)
    error = kind("what", "what to do")
    error.add_note("a note")
    again = copied(error)
    assert type(again) is kind
    assert (again.message, again.hint, again.args) == (error.message, error.hint, error.args)
    assert again.__notes__ == ["a note"]


@pytest.mark.parametrize("line", [None, 7])
@pytest.mark.parametrize("kind", WITH_LINE)
def test_a_line_survives_pickling(kind: type[UnreadableInput], line: int | None) -> None:
    error = pickle.loads(pickle.dumps(kind("what", line=line)))  # noqa: S301
    assert (error.message, error.hint, error.line) == ("what", None, line)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("separator", ["", " ", "-", "\N{NO-BREAK SPACE}"])
def test_no_error_holds_a_whole_number(kind: type[SigningError], separator: str) -> None:
    number = f"{KARI[:6]}{separator}{KARI[6:]}"
    error = kind(f"what {number} is", f"not {number}")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    for each in (error, again):
        shown = [each.message, str(each.hint), str(each), repr(each), repr(each.args), repr(vars(each))]
        shown += traceback.format_exception(each)
        assert all(KARI[6:] not in text for text in shown)
        assert each.message == f"what {KARI[:6]}***** is"
        assert each.hint == f"not {KARI[:6]}*****"


def test_a_refused_job_carries_its_report() -> None:
    report = a_report(Severity.ERROR, Severity.NOTE, Severity.ERROR)
    error = JobRefused(report)
    assert error.message == "the job has 2 error(s): PSR898, PSR900"
    assert error.hint == "read .report.findings, or print(error.report)"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.report, again.message, again.hint) == (report, error.message, error.hint)
    assert error.args == again.args == (report,)


def test_everything_raised_on_purpose_can_be_caught_as_one() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(issubclass(kind, SigningError) for kind in kinds)
    assert {kind for kind in kinds if issubclass(kind, UnreadableInput)} == set(UNREADABLE)


def test_the_tree_in_the_documentation_has_every_error() -> None:
    documented = errors.__doc__ or ""
    kinds = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(f"{kind}  " in documented or f"{kind}\n" in documented for kind in kinds)
