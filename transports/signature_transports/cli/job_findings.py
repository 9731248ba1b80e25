"""Translate the findings about a job into terms of its job file: keys and lines instead of XPaths of the manifest."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.containers.names import MANIFEST
from signature_model.containers.references import with_hrefs
from signature_transports.cli.job_lines import nearest_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from signature_model.findings import Finding, Report
    from signature_transports.cli.job_files import JobFile

_ROOT: Final = re.compile("/(?:portal|direct)-signature-job-(?:manifest|request)/?")
_NUMBERED: Final = re.compile(r"(signers/signer|signer|documents/document)(?:\[(\d+)\])?/?(.*)")
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "@order": ("order",),
    "@href": ("href", "path"),
    "@mime": ("mime", "path"),
    "availability/available-seconds": (
        "availability.available-days",
        "availability.available-hours",
        "availability.available-seconds",
    ),
    "identified-by-contact-information": ("email", "mobile"),
    "notifications": ("notify", "email", "mobile"),
    "notifications/email": ("notify.email", "email"),
    "notifications/email/@address": ("notify.email", "email"),
    "notifications/sms": ("notify.mobile", "mobile"),
    "notifications/sms/@number": ("notify.mobile", "mobile"),
    "notifications-using-lookup": ("notify",),
    "notifications-using-lookup/email": ("notify",),
    "notifications-using-lookup/sms": ("notify.sms", "notify"),
    "exit-urls/completion-url": ("exit-urls.completion-url", "exit-urls"),
    "exit-urls/rejection-url": ("exit-urls.rejection-url", "exit-urls"),
    "exit-urls/error-url": ("exit-urls.error-url", "exit-urls"),
    "polling-queue": ("sender.polling-queue",),
}
"""The keys for elements of the manifest or the job request that have other names in a job file."""
_IN_SECONDS: Final = "7776000"
_LONGEST: Final = {"availability.available-days": "90", "availability.available-hours": "2160"}
"""Hints about days, which replace hints about the seconds of the manifest."""
_OPTIONS: Final = {
    "reference": "--reference",
    "sender.organization-number": "--sender",
    "sender.polling-queue": "--queue",
}
"""The options that give a value if the file does not."""


def in_terms_of(file: JobFile, report: Report) -> Report:
    """Return the report with the keys and lines of the job file as places."""
    hrefs = [each.href for each in with_hrefs(file.job).documents]
    return replace(report, findings=tuple(_translated(each, file.lines, hrefs) for each in report.findings))


def _translated(finding: Finding, lines: Mapping[str, int], hrefs: list[str | None]) -> Finding:
    if finding.member in hrefs:
        document = f"documents[{hrefs.index(finding.member) + 1}]"
        place = f"{document}.href" if _is_about_name(finding) else f"{document}.path"
        place = place if place in lines else f"{document}.path"
    elif finding.member in {None, MANIFEST} and finding.where is not None and _ROOT.match(finding.where):
        keys = list(_keys_of(_ROOT.sub("", finding.where, count=1)))
        place = next((each for each in keys if each in lines), keys[0])
    else:
        return finding
    line = nearest_line(lines, place)
    if place in _OPTIONS and place not in lines:
        return replace(finding, member=None, where=_OPTIONS[place])
    message = f"{place}: {finding.message}" if place else finding.message
    hint = finding.hint and finding.hint.replace(_IN_SECONDS, _LONGEST.get(place, _IN_SECONDS))
    return replace(finding, member=None, where=place or None, line=line, message=message, hint=hint)


def _is_about_name(finding: Finding) -> bool:
    """Whether a finding is about the name of a document, not about its content."""
    from signature_model.rules.catalogue import NAME_RULES  # noqa: PLC0415 - `--help` needs no rules

    return finding.code in {each.code for each in NAME_RULES}


def _keys_of(path: str) -> Iterator[str]:
    """Return the keys that may have given an element its value, by its path in the manifest or in the job request."""
    numbered = _NUMBERED.fullmatch(path)
    table, name = "", path
    if numbered:
        table, name = f"{numbered[1].partition('/')[0].rstrip('s')}s[{numbered[2] or 1}]", numbered[3]
    for key in _KEYS.get(name, (name.replace("/", "."),)):
        yield ".".join(filter(None, (table, key)))
