"""Strategies for reports, with ordinary and hostile values."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from signature_model import Finding, Report, Severity, Skipped
from signature_model.reports.results import Criteria, Result, Summary, undecided
from signature_model.rules.catalogue import CATALOGUE

if TYPE_CHECKING:
    from signature_model.reports.formats import Format

HOSTILE: Final = (
    "::error file=a,line=1::x",
    "x\n::error::y",
    "\r::stop-commands::z",
    "%0A::error::%25",
    "##[error]x",
    "a:b,c=d",
    "]]></failure><!--",
    "<a href='&amp;\"'>&lt;",
    "\x00\x1b[2J\x85\x9f\u2028",
    "\udcff\udc80",
    "\ufffe\U0010ffff",
    "\u202e\u200b",
    "{0} {{1}}",
    "[here](https://example.com)",
    "../../etc/passwd",
    " ",
    "",
)

ANY_CHARACTER: Final = st.characters(exclude_categories=["Cs"]) | st.characters(
    min_codepoint=0xDC80, max_codepoint=0xDCFF, categories=["Cs"]
)
"""Any character, and any byte that is no UTF-8, as Python reads it in the name of a file."""

ANY_TEXT: Final = st.one_of(
    st.text(ANY_CHARACTER, max_size=12),
    st.sampled_from(HOSTILE),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)).map("".join),
)
ANY_NAME: Final = st.one_of(st.sampled_from(["a.asice", "b/c d.asice", "/srv/e.asice", "-", "manifest.xml"]), ANY_TEXT)

SKIPPED: Final = st.builds(Skipped, layer=st.sampled_from(["trust", "the rest of PSR103"]) | ANY_TEXT, why=ANY_TEXT)


def _finding(code: str, severity: Severity, **rest: Any) -> Finding:  # noqa: ANN401 - any field
    return Finding(code=code, name=CATALOGUE[code].name, severity=severity, **rest)


FINDINGS: Final = st.builds(
    _finding,
    st.sampled_from([*CATALOGUE]),
    st.sampled_from(Severity),
    message=ANY_TEXT,
    hint=st.none() | ANY_TEXT,
    member=st.none() | ANY_NAME,
    where=st.none() | st.sampled_from(["/a/b[2]/@c", "/a"]) | ANY_TEXT,
    line=st.none() | st.integers(1, 2**31),
    column=st.none() | st.integers(1, 2**31),
)
JUDGED: Final = st.builds(
    lambda source, findings, skipped, fail_on, is_folder: Criteria(fail_on=fail_on).result(
        source, Report(findings=tuple(findings), skipped=tuple(skipped)), is_folder=is_folder
    ),
    ANY_NAME,
    st.lists(FINDINGS, max_size=4),
    st.lists(SKIPPED, max_size=2),
    st.sampled_from(Severity),
    st.booleans(),
)
RESULTS: Final = st.lists(st.one_of(JUDGED, st.builds(undecided, ANY_NAME, ANY_TEXT)), max_size=4)
"""The results of a run."""


def written(form: Format | partial[Iterator[str]], results: list[Result]) -> str:
    """The report, as ``validate-bundle`` has it written: the summary grows while results pass by."""
    summary = Summary()

    def counted() -> Iterator[Result]:
        for each in results:
            summary.add(each)
            yield each

    return "".join(form(counted(), summary))


def a_finding(**changes: Any) -> Finding:  # noqa: ANN401 - any field
    """A finding with every field, but for the changes."""
    whole: dict[str, Any] = {
        "code": "PSR401",
        "name": "available-too-long",
        "severity": Severity.ERROR,
        "message": "open for 91 days",
        "hint": "make it less",
        "member": "manifest.xml",
        "where": "/portal-signature-job-manifest/availability/available-seconds",
        "line": 33,
        "column": 9,
    }
    return Finding(**{**whole, **changes})


def validated(
    *findings: Finding, source: str = "a.asice", is_folder: bool = False, skipped: str | None = None
) -> Result:
    """A result, with one layer skipped if it is named."""
    layers = () if skipped is None else (Skipped(layer=skipped, why="for a reason"),)
    return Criteria().result(source, Report(findings=findings, skipped=layers), is_folder=is_folder)
