"""The report as SARIF 2.1.0 (OASIS), for code scanning: findings are results, undecided inputs are notifications.

It is written piece by piece, the results as they come. Notifications stand behind them, so what is kept of them is
bounded.
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
from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.sources import in_full, maybe_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import PurePath

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary
    from signature_model.rules.registry import Rule

    Object = dict[str, Any]
    """A JSON object."""

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "whereAndWhat/v1"
"""Changes when another rule is broken or another place, and not with the wording, the line or the run."""
ROOT = "%SRCROOT%"
"""The folder that relative URIs are relative to, by the name that scanners have for it."""

UNDECIDED: Object = {
    "id": "undecided",
    "name": "input-undecided",
    "shortDescription": {"text": "An input could not be judged."},
    "fullDescription": {"text": "An input could not be judged, so that it is neither valid nor invalid."},
    "help": {"text": "See to it that the input is a file that can be read, and judge it again."},
    "defaultConfiguration": {"level": "error"},
}
"""The descriptor of what is said about single inputs."""

MOST_UNDECIDED = 1_000
"""Undecided inputs that are named: they wait in memory for the end of the results. Those after them are counted."""
MOST_LAYERS = 100
"""Layers that are named; there are a dozen, and a part of one for each rule that found too much."""

_INDICES: Mapping[str, int] = {code: index for index, code in enumerate(CATALOGUE)}


def document(results: Iterable[Result], summary: Summary, *, folder: PurePath | None = None) -> Iterator[str]:
    """The pieces of one SARIF log. ``summary`` is read after the last result.

    ``folder`` is the absolute working folder: what lies below it is named relative to it.
    """
    notifications = Notifications()
    yield _head(folder)
    separator = "\n  "
    for result in results:
        notifications.add(result, partial(_location_of, result, None, folder))
        for each in _findings(result, folder):
            yield separator + json.dumps(each)
            separator = ",\n  "
    yield f'],\n "invocations": [{json.dumps(_invocation(notifications, summary, folder))}]}}]}}\n'


def _head(folder: PurePath | None) -> str:
    run: Object = {"tool": {"driver": _driver()}, "columnKind": "unicodeCodePoints"}
    if folder is not None:
        run["originalUriBaseIds"] = {ROOT: {"uri": _root(folder)}}
    log = json.dumps({"version": VERSION, "$schema": SCHEMA, "runs": [run]})
    return f'{log.removesuffix("}]}")},\n "results": ['


def _driver() -> Object:
    return {
        "name": "validate-bundle",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(each) for each in CATALOGUE.values()],
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
    """The explanation, what to do, and the source; the explanations are Markdown that reads well as text."""
    source, address = in_full(rule.source), maybe_address(rule.source)
    facts = [rule.explanation, *([f"What to do: {rule.hint}"] if rule.hint else [])]
    linked = source if address is None else f"[{source}]({address})"
    return {
        "text": "\n\n".join([*facts, f"Source: {source}"]),
        "markdown": "\n\n".join([*map(without_tags, facts), f"Source: {linked}"]),
    }


def _findings(result: Result, folder: PurePath | None) -> Iterator[Object]:
    seen: dict[str, int] = {}
    for finding in result.report.findings:
        what = "\n".join((finding.code, finding.member or "", finding.where or ""))
        seen[what] = seen.get(what, 0) + 1
        yield {
            "ruleId": finding.code,
            **({"ruleIndex": _INDICES[finding.code]} if finding.code in _INDICES else {}),
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
    # A line inside of an archive is told too: viewers that look for it find at least the file. Without any line it is
    # the whole file, for which code scanning wants the first.
    column = {} if finding.column is None else {"startColumn": finding.column}
    physical["region"] = {"startLine": finding.line or 1, **column}
    logical = _logical(finding)
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}


def _logical(finding: Finding) -> list[Object]:
    """The member and the place in it; the latter is the more precise, so that it comes first."""
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
    """The URI of a folder, which ends with a slash, for relative ones to begin below it."""
    uri = uri_of(folder)
    return uri if uri.endswith("/") else f"{uri}/"


class Notifications:
    """Gathers them while results pass by, within bounds."""

    def __init__(self) -> None:
        self._undecided: list[Object] = []
        self._unnamed = 0
        self._layers: dict[str, int] = {}

    def add(self, result: Result, locate: Callable[[], Object]) -> None:
        """Take note of a result; where its input is, is asked for only where it matters."""
        if result.verdict is not Verdict.UNDECIDED:
            for layer in dict.fromkeys(each.layer for each in result.report.skipped):
                if layer in self._layers or len(self._layers) < MOST_LAYERS:
                    self._layers[layer] = self._layers.get(layer, 0) + 1
        elif len(self._undecided) < MOST_UNDECIDED:
            why = "; ".join(each.why for each in result.report.skipped)
            self._undecided.append(_error(f"could not be judged: {why}", locations=[locate()]))
        else:
            self._unnamed += 1

    def __iter__(self) -> Iterator[Object]:
        yield from self._undecided
        if self._unnamed:
            yield _error(f"{self._unnamed:,} more inputs could not be judged; the JSON report names them")
        for layer, count in self._layers.items():
            text = f"not judged: {layer} (in {count:,} input{'' if count == 1 else 's'})"
            yield {"level": "note", "message": {"text": literal(text)}}


def literal(text: str) -> str:
    """The text as a message in which nothing is a placeholder (SARIF 2.1.0, 3.11.5) and nothing a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _error(text: str, **more: object) -> Object:
    descriptor = {"id": UNDECIDED["id"], "index": 0}
    return {"level": "error", "message": {"text": literal(text)}, "descriptor": descriptor, **more}
