"""Results go to standard output, everything else beside them, and nothing is lost in silence."""

import io
import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest

from signature_model.findings import Finding, Report, Severity
from signature_transports.cli.job_problems import Problem
from signature_transports.cli.output import Output

FOUND = Report(findings=(Finding(code="PSR900", name="a-fault", severity=Severity.WARNING, message="odd", hint="do"),))


def test_a_result_is_json_or_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    Output().result('{"a": 1}', "first\n", "second")
    Output(is_json=True).result('{"a": 1}', "first", "second")

    assert capsys.readouterr().out == 'first\\n\nsecond\n{"a": 1}\n'


def test_json_has_no_characters_that_a_terminal_interprets(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"name": "Kåre \x9b31m\x85 \u202e \U000e0001"}
    Output(is_json=True).result(json.dumps(value, ensure_ascii=False))
    Output(is_json=True).log("info", value["name"])

    out, err = capsys.readouterr()
    assert out.removesuffix("\n").isprintable()
    assert err.removesuffix("\n").isprintable()
    assert "Kåre" in out
    assert json.loads(out) == value


@pytest.mark.parametrize(
    ("verbosity", "result"),
    [
        pytest.param(-1, "job: PSR900 warning a-fault: odd\n", id="quietly"),
        pytest.param(0, "job: PSR900 warning a-fault: odd\n    do\n1 checked: 1 valid (1 warning)\n", id="normally"),
        pytest.param(
            2, "job: PSR900 warning a-fault: odd\n    do\njob: valid\n1 checked: 1 valid (1 warning)\n", id="verbosely"
        ),
    ],
)
def test_findings_are_told_beside_the_result(capsys: pytest.CaptureFixture[str], verbosity: int, result: str) -> None:
    Output(verbosity=verbosity).report("job", FOUND)

    assert capsys.readouterr() == ("", result)


def test_where_nothing_was_found_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Output().report("job", Report())
    assert capsys.readouterr().err == ""

    Output(verbosity=1).report("job", Report())
    assert capsys.readouterr().err == "job: valid\n1 checked: 1 valid\n"


def test_programs_get_findings_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    Output(is_json=True).report("job", FOUND)
    report = json.loads(capsys.readouterr().err)["report"]

    assert (report["source"], report["verdict"], report["findings"][0]["code"]) == ("job", "valid", "PSR900")


def test_problems_are_told_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem(where="title", message="is missing"), Problem(where="", message="is\nodd")]
    for each in (Output(), Output(is_json=True)):
        each.problems("job.toml", problems)

    assert capsys.readouterr().err == "job.toml: title: is missing\njob.toml: is\\nodd\n"


def test_only_the_librarys_own_log_is_shown_and_only_meanwhile(capsys: pytest.CaptureFixture[str]) -> None:
    with Output(verbosity=2).logging():
        logging.getLogger("urllib3").warning("theirs")
        logging.getLogger("signature_model.api.exchange").debug("ours")
    logging.getLogger("signature_model.api.exchange").error("later")

    assert capsys.readouterr().err == "Debug: ours\n"


@pytest.mark.parametrize(
    ("is_terminal", "options", "shown"),
    [
        pytest.param(True, {}, "Info: again in 1.0 s\n", id="to people"),
        pytest.param(True, {"verbosity": -1}, "", id="who want to know less"),
        pytest.param(True, {"verbosity": 2}, "Debug: sent\nInfo: again in 1.0 s\n", id="or more"),
        pytest.param(False, {}, "", id="to no program"),
        pytest.param(True, {"is_json": True}, "", id="even at a terminal"),
    ],
)
def test_why_a_call_is_waited_for_is_told_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    is_terminal: bool,  # noqa: FBT001 - a column
    options: dict[str, Any],
    shown: str,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    logger = logging.getLogger("signature_model.api.exchange")
    before = logger.level
    with Output(**options).logging():
        logger.debug("sent")
        logger.info("again in %.1f s", 1)
        logging.getLogger("signature_model.api.polling").info("not why")
    assert (stream.getvalue().replace("Info: not why\n", ""), logger.level) == (shown, before)


@pytest.mark.parametrize(
    "tell",
    [
        pytest.param(lambda output: output.no_result("nothing"), id="nothing"),
        pytest.param(lambda output: output.report("job", FOUND), id="findings"),
        pytest.param(lambda output: output.log("warning", "odd"), id="the log"),
    ],
)
def test_there_may_be_nowhere_to_tell(monkeypatch: pytest.MonkeyPatch, tell: Callable[[Output], None]) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    tell(Output())
    assert not Output().shows_progress
