"""Tests of the Markdown report."""

import pytest

from signature_model.reports import markdown
from signature_model.reports.markdown import document
from signature_model.reports.results import undecided
from tests.signature_model.reports.generated import HOSTILE, a_finding, validated, written


def test_each_input_with_findings_has_a_section() -> None:
    results = [validated(a_finding()), validated(source="b"), undecided("c", "is no file")]
    assert written(document, results) == (
        "# validate-bundle\n"
        "\n## ❌ a.asice: invalid\n\n"
        "- **error PSR401** manifest.xml:33: open for 91 days. *What to do: make it less*\n"
        "\n## ❔ c: undecided\n\n- is no file\n"
        "\n**3 checked: 1 valid, 1 invalid, 1 undecided (1 error)**\n"
    )


def test_a_finding_without_place_and_hint() -> None:
    finding = a_finding(member=None, line=None, where=None, hint=None)
    assert "- **error PSR401** open for 91 days\n" in written(document, [validated(finding)])


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    report = written(document, [validated(a_finding(message=text, hint=text, member=text), source=text)])
    assert len(report.splitlines()) == 7
    assert "](" not in report.replace("\\]", "")
    assert "<a" not in report.replace("\\<a", "")


def test_what_is_beyond_the_limit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "MOST_SHOWN", 1)
    report = written(document, [validated(a_finding())] * 3)
    assert report.count("## ") == 1
    assert "\nFurther inputs with findings: 2. Use another report format to see all of them.\n" in report
