"""The report as SARIF 2.1.0 (OASIS) for code scanning: findings are results, undecided inputs are notifications.

Results are written as they arrive. Notifications follow after the last result, so their number in memory is limited.
"""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from signature_model import __version__
from signature_model.reports.locations import member_inside, path_of, uri_of
from signature_model.reports.results import Verdict
from signature_model.reports.rules import without_tags
from signature_model.reports.tools import VALIDATE_BUNDLE
from signature_model.rules.sources import in_full, maybe_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import PurePath

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.tools import Tool
    from signature_model.rules.registry import Rule

    Object = dict[str, Any]
    """A JSON object."""

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "whereAndWhat/v1"
"""The name of the fingerprint. It depends on the rule and the place, but not on the message, the line or the run."""
ROOT = "%SRCROOT%"
"""The usual name of the folder that relative URIs refer to."""

UNDECIDED: Object = {
    "id": "undecided",
    "name": "input-undecided",
    "shortDescription": {"text": "An input could not be validated."},
    "fullDescription": {"text": "An input could not be validated, so it is neither valid nor invalid."},
    "help": {"text": "Make sure that the input is a readable file, and validate it again."},
    "defaultConfiguration": {"level": "error"},
}
"""The descriptor of notifications about single inputs."""

MOST_UNDECIDED = 1_000
"""The maximum number of undecided inputs that are named. They stay in memory until the last result.

Others are counted.
"""
MOST_LAYERS = 100
"""The maximum number of skipped layers that are named.

There are a dozen layers; a rule with too many findings counts as one too.
"""


def document(
    results: Iterable[Result], summary: Summary, *, folder: PurePath | None = None, tool: Tool = VALIDATE_BUNDLE
) -> Iterator[str]:
    """Return the pieces of one SARIF log. ``summary`` is read after the last result.

    ``folder`` is the absolute working folder; files below it get relative URIs.
    """
    notifications = Notifications()
    indices = {code: index for index, code in enumerate(tool.rules_by_code())}
    yield _head(folder, tool)
    separator = "\n  "
    for result in results:
        notifications.add(result, partial(_location_of, result, None, folder))
        for each in _findings(result, folder, indices):
            yield separator + json.dumps(each)
            separator = ",\n  "
    yield f'],\n "invocations": [{json.dumps(_invocation(notifications, summary, folder))}]}}]}}\n'


def _head(folder: PurePath | None, tool: Tool) -> str:
    run: Object = {"tool": {"driver": _driver(tool)}, "columnKind": "unicodeCodePoints"}
    if folder is not None:
        run["originalUriBaseIds"] = {ROOT: {"uri": _root(folder)}}
    log = json.dumps({"version": VERSION, "$schema": SCHEMA, "runs": [run]})
    return f'{log.removesuffix("}]}")},\n "results": ['


def _driver(tool: Tool) -> Object:
    return {
        "name": tool.name,
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(each) for each in tool.rules_by_code().values()],
        "notifications": [UNDECIDED],
    }


def _descriptor(rule: Rule[Any]) -> Object:
    summary, _, rest = rule.explanation.partition("\n\n")
    described: Object = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": rest or summary},
        "defaultConfiguration": {"level": rule.severity},
        "help": _help(rule),
    }
    address = maybe_address(rule.source)
    return described if address is None else {**described, "helpUri": address}


def _help(rule: Rule[Any]) -> Object:
    """Return the explanation, the hint and the source; explanations are Markdown that is readable as text, too."""
    source, address = in_full(rule.source), maybe_address(rule.source)
    facts = [rule.explanation, f"What to do: {rule.hint}"]
    linked = source if address is None else f"[{source}]({address})"
    return {
        "text": "\n\n".join([*facts, f"Source: {source}"]),
        "markdown": "\n\n".join([*map(without_tags, facts), f"Source: {linked}"]),
    }


def _findings(result: Result, folder: PurePath | None, indices: Mapping[str, int]) -> Iterator[Object]:
    seen: dict[str, int] = {}
    for finding in result.report.findings:
        what = "\n".join((finding.code, finding.member or "", finding.where or ""))
        seen[what] = seen.get(what, 0) + 1
        yield {
            "ruleId": finding.code,
            **({"ruleIndex": indices[finding.code]} if finding.code in indices else {}),
            "level": finding.severity,
            "message": {"text": _message(result, finding)},
            "locations": [_location_of(result, finding, folder)],
            "partialFingerprints": {FINGERPRINT: _fingerprint(f"{what}\n{seen[what]}")},
            "properties": {"name": finding.name, "member": finding.member, "hint": finding.hint},
        }


def _message(result: Result, finding: Finding) -> str:
    member = member_inside(result, finding)
    return literal(f"{'' if member is None else f'{member}: '}{finding.message or finding.name}")


def _location_of(result: Result, finding: Finding | None, folder: PurePath | None) -> Object:
    path = path_of(result, finding, folder)
    artifact = {"uri": uri_of(path)}
    if folder is not None and not path.is_absolute():
        artifact["uriBaseId"] = ROOT
    physical: Object = {"artifactLocation": artifact}
    if finding is None:
        return {"physicalLocation": physical}
    # The line of a member in an archive is included, too: viewers that look for it find at least the archive. A finding
    # without a line concerns the whole file, for which code scanning expects line 1.
    column = {} if finding.column is None else {"startColumn": finding.column}
    physical["region"] = {"startLine": finding.line or 1, **column}
    logical = _logical(finding)
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}


def _logical(finding: Finding) -> list[Object]:
    """Return the place in the member, then the member: the most precise location comes first."""
    member = (
        []
        if finding.member is None
        else [{"name": finding.member, "fullyQualifiedName": finding.member, "kind": "resource"}]
    )
    if finding.where is None:
        return member
    kind = {"kind": "attribute" if "@" in finding.where else "element"} if finding.where.startswith("/") else {}
    name = finding.where.rpartition("/")[2] or finding.where
    return [{"name": name, "fullyQualifiedName": finding.where, **kind}, *member]


def _fingerprint(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _invocation(notifications: Notifications, summary: Summary, folder: PurePath | None) -> Object:
    return {
        "executionSuccessful": summary.undecided == 0,
        **({} if folder is None else {"workingDirectory": {"uri": _root(folder)}}),
        "toolExecutionNotifications": list(notifications),
    }


def _root(folder: PurePath) -> str:
    """Return the URI of a folder with a slash at its end, so that relative URIs start below it."""
    uri = uri_of(folder)
    return uri if uri.endswith("/") else f"{uri}/"


class Notifications:
    """Collects a limited number of notifications while results are written."""

    def __init__(self) -> None:
        self._undecided: list[Object] = []
        self._unnamed = 0
        self._layers: dict[str, int] = {}

    def add(self, result: Result, locate: Callable[[], Object]) -> None:
        """Add a result; ``locate`` is called only if the notification needs the location."""
        if result.verdict is not Verdict.UNDECIDED:
            for layer in dict.fromkeys(each.layer for each in result.report.skipped):
                if layer in self._layers or len(self._layers) < MOST_LAYERS:
                    self._layers[layer] = self._layers.get(layer, 0) + 1
        elif len(self._undecided) < MOST_UNDECIDED:
            why = "; ".join(each.why for each in result.report.skipped)
            self._undecided.append(_error(f"could not be validated: {why}", locations=[locate()]))
        else:
            self._unnamed += 1

    def __iter__(self) -> Iterator[Object]:
        yield from self._undecided
        if self._unnamed:
            yield _error(f"further inputs that could not be validated: {self._unnamed:,}; the JSON report names them")
        for layer, count in self._layers.items():
            text = f"not checked: {layer} (in {count:,} input{'' if count == 1 else 's'})"
            yield {"level": "note", "message": {"text": literal(text)}}


def literal(text: str) -> str:
    """Escape placeholders (SARIF 2.1.0, 3.11.5) and links (3.11.6) in a message."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _error(text: str, **more: object) -> Object:
    descriptor = {"id": UNDECIDED["id"], "index": 0}
    return {"level": "error", "message": {"text": literal(text)}, "descriptor": descriptor, **more}
