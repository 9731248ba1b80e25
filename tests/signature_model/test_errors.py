"""Errors have a message and a hint, survive pickling, and show no whole national id number."""

import copy
import importlib
import pickle
import pkgutil
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signature_model
import signature_transports
from signature_model import errors
from signature_model.api.services import NoSender
from signature_model.errors import (
    AlreadyFinished,
    CeremonyNotCompleted,
    CorruptMember,
    CredentialsError,
    ExcessiveXml,
    ForbiddenXml,
    ForeignUrl,
    InvalidStatusQueryToken,
    JobRefused,
    MalformedXml,
    NoAnswer,
    NotAZip,
    NotOffered,
    OtherDocument,
    OutcomeUnknown,
    SchemaError,
    ServiceError,
    SigningError,
    UnexpectedAnswer,
    UnreadableInput,
    UnreadableRecord,
    UntrustedServer,
)
from signature_model.findings import Finding, Report, Severity
from tests.kits.jobs import KARI

PLAIN = [SigningError, CredentialsError, SchemaError, NoSender]
UNREADABLE = [UnreadableInput, NotAZip, CorruptMember, MalformedXml, ForbiddenXml, ExcessiveXml, OtherDocument]
CALLING = [
    NotOffered,
    ForeignUrl,
    NoAnswer,
    UntrustedServer,
    ServiceError,
    AlreadyFinished,
    CeremonyNotCompleted,
    InvalidStatusQueryToken,
    UnexpectedAnswer,
    OutcomeUnknown,
]
ALL = [pytest.param(kind, id=kind.__name__) for kind in (*PLAIN, *UNREADABLE, *CALLING)]
WITH_LINE = [pytest.param(kind, id=kind.__name__) for kind in UNREADABLE]


def a_report(*severities: Severity) -> Report:
    return Report(
        findings=tuple(
            Finding(code=f"PSR{900 - number}", name="a-fault", severity=severity, message="m")
            for number, severity in enumerate(severities)
        )
    )


@given(kind=st.sampled_from([*PLAIN, *UNREADABLE, *CALLING]), message=st.text(), hint=st.none() | st.text())
def test_the_text_of_an_error_is_its_message(kind: type[SigningError], message: str, hint: str | None) -> None:
    error = kind(message, hint)
    assert str(error) == error.message


@pytest.mark.parametrize("kind", ALL)
def test_an_error_survives_pickling_and_copying(kind: type[SigningError]) -> None:
    error = kind("what", "what to do")
    error.add_note("a note")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert (again.message, again.hint, again.args) == (error.message, error.hint, error.args)
        assert again.__notes__ == ["a note"]


@pytest.mark.parametrize("line", [None, 7])
@pytest.mark.parametrize("kind", WITH_LINE)
def test_a_line_survives_pickling(kind: type[UnreadableInput], line: int | None) -> None:
    error = pickle.loads(pickle.dumps(kind("what", line=line)))
    assert (error.message, error.hint, error.line) == ("what", kind.default_hint, line)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("separator", ["", " ", "-", "\N{NO-BREAK SPACE}"])
def test_no_error_shows_a_whole_id_number(kind: type[SigningError], separator: str) -> None:
    number = f"{KARI[:6]}{separator}{KARI[6:]}"
    error = kind(f"what {number} is", f"not {number}")
    again = pickle.loads(pickle.dumps(error))
    for each in (error, again):
        shown = [each.message, str(each.hint), str(each), repr(each), repr(each.args), repr(vars(each))]
        shown += traceback.format_exception(each)
        assert all(KARI[6:] not in text for text in shown)
        assert each.message == f"what {KARI[:6]}***** is"
        assert each.hint == f"not {KARI[:6]}*****"


SAID = {
    "status": 400,
    "code": "C",
    "type": "CLIENT",
    "said": "no",
    "body": b"<error/>",
    "is_retryable": True,
    "retry_after": 7.0,
}
CARRIED = [
    (NoAnswer, {"was_sent": False}),
    (ServiceError, SAID),
    (AlreadyFinished, SAID),
    (UnexpectedAnswer, {"status": 302, "body": b"there"}),
    (OutcomeUnknown, {"reference": "contract 17", "bundle_sha256": "0" * 64}),
]


@pytest.mark.parametrize("copied", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize(("kind", "carried"), CARRIED)
def test_the_attributes_of_errors_survive_pickling(
    kind: type[SigningError],
    carried: dict[str, Any],
    copied: Any,  # noqa: ANN401 - any function
) -> None:
    error = kind("what", "what to do", **carried)
    for each in (error, copied(error)):
        assert type(each) is kind
        assert (each.message, each.hint, each.args) == ("what", "what to do", ("what", "what to do"))
        assert {name: getattr(each, name) for name in carried} == carried


@pytest.mark.parametrize(("kind", "carried"), CARRIED)
def test_the_attributes_of_errors_have_defaults(kind: type[SigningError], carried: dict[str, Any]) -> None:
    unknown = {"was_sent": True, "status": 0, "body": b"", "bundle_sha256": "", "is_retryable": False}
    assert {name: getattr(kind("what"), name) for name in carried} == {name: unknown.get(name) for name in carried}


def test_no_error_shows_a_body() -> None:
    error = ServiceError("what", body=KARI.encode(), status=400)
    assert KARI not in "".join(traceback.format_exception(error)) + repr(error)


def test_an_untrusted_server_was_sent_nothing() -> None:
    error = pickle.loads(pickle.dumps(UntrustedServer("another one")))
    assert not error.was_sent
    assert isinstance(error, NoAnswer)


@pytest.mark.parametrize("error", [UnreadableRecord(), UnreadableRecord("what", f"not {KARI}")])
def test_an_unreadable_record_has_a_hint(error: UnreadableRecord) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.hint, again.line) == (error.message, error.hint, None)
    assert (error.message, error.hint) in {
        ("this is not the record of a job or a status change", "give the complete JSON, unchanged"),
        ("what", "not 018180*****"),
    }


def test_the_text_of_a_refused_job_has_its_first_errors() -> None:
    found = [
        Finding(code=f"PSR{each}", name="n", severity=Severity.ERROR, message=f"{each} is wrong", where="title")
        for each in range(401, 406)
    ]
    text = str(JobRefused(Report(findings=tuple(found[:1]))))
    assert text == "the job has 1 error: PSR401; PSR401 title: 401 is wrong"
    assert str(JobRefused(Report(findings=tuple(found)))).count("is wrong") == 3


def test_one_error_is_not_counted_in_the_plural() -> None:
    assert JobRefused(a_report(Severity.ERROR)).message == "the job has 1 error: PSR900"


def test_a_refused_job_carries_its_report() -> None:
    report = a_report(Severity.ERROR, Severity.NOTE, Severity.ERROR)
    error = JobRefused(report)
    assert error.message == "the job has 2 errors: PSR898, PSR900"
    assert error.hint == "read .report.findings, or print(error.report)"
    again = pickle.loads(pickle.dumps(error))
    assert (again.report, again.message, again.hint) == (report, error.message, error.hint)
    assert error.args == again.args == (report,)


def every_error(kind: type[SigningError] = SigningError) -> Iterator[type[SigningError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from every_error(each)


def test_every_error_says_what_to_do() -> None:
    for package in (signature_model, signature_transports):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    kinds = [each for each in every_error() if each.__module__.startswith("signature_")]
    assert len(kinds) > len(ALL)
    hints = [kind.default_hint for kind in kinds]
    assert [each for each in hints if not each or each.endswith(".") or not each.isprintable()] == []
    assert [kind for kind in kinds[1:] if kind.default_hint == SigningError.default_hint] == []
    assert [kind("what").hint for kind in (*PLAIN, *UNREADABLE, *CALLING)] == [
        kind.default_hint for kind in (*PLAIN, *UNREADABLE, *CALLING)
    ]


def test_all_errors_are_signing_errors() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(issubclass(kind, SigningError) for kind in kinds)
    assert {kind for kind in kinds if issubclass(kind, UnreadableInput)} == {*UNREADABLE, UnreadableRecord}


def test_the_tree_in_the_documentation_has_every_error() -> None:
    documented = errors.__doc__ or ""
    kinds = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(f"{kind}  " in documented or f"{kind}\n" in documented for kind in kinds)
