"""Tests of the HTML report and of the page of ``signering show`` in a real browser."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from signature_model import Context, Document, Sector, Severity, Signature
from signature_model.api.records import to_json
from signature_model.preview.overviews import SignerState, overview_of_job
from signature_model.preview.page import page
from signature_model.preview.signed import overview_of_signed
from signature_model.preview.signed_page import signed_page
from signature_model.reports.evidence.page import page as evidence_report
from signature_model.reports.html import document
from signature_model.reports.json import document as as_json
from signature_model.reports.results import Criteria, Result, Summary, Verdict, undecided
from signature_model.reports.signed import Basis
from signature_model.reports.tools import VALIDATE_SIGNED
from signature_model.signed import validate_signed
from signature_transports.cli.submissions import Source
from signature_transports.cli.views import view_of
from signature_transports.pictures import draw
from tests.browser.driver import DESK, NARROW, PHONE, TAB, ZOOMED, Browser, Screen
from tests.browser.looks import FAINT, WIDTH, violations
from tests.kits.authorities import anchors
from tests.kits.jobs import a_job, a_pdf
from tests.kits.pades import pades
from tests.kits.xades import SENT, xades
from tests.signature_model.reports.generated import HOSTILE, a_finding, validated, written
from tests.signature_model.scripts import CHANGE
from tests.signature_transports.emulator.calls import by

SCRIPT: Final = "<script>attacked=1</script><img src=x onerror=attacked=1>"
NOW: Final = Context(now=datetime(2030, 1, 1, 12, tzinfo=UTC), sector=Sector.PUBLIC)
SCREENS: Final = [
    pytest.param(Screen(*each[:2], colours), id=f"{name}-{colours}")
    for name, each in (("phone", PHONE), ("tablet", Screen(820, 1180)), ("desk", DESK))
    for colours in ("light", "dark")
]


def report() -> list[Result]:
    """Valid, invalid and undecided inputs with hostile texts."""
    findings = [a_finding(message=text, hint=text, member=text, snippet=text) for text in (SCRIPT, *HOSTILE)]
    findings += [a_finding(severity=each) for each in Severity]
    return [validated(*findings), validated(source=SCRIPT), undecided("a" * 300, SCRIPT), validated()]


def job_page() -> str:
    papers = [Document.from_bytes(a_pdf(), title=SCRIPT), Document.from_bytes(a_pdf(), title="Contract")]
    job = a_job(title=SCRIPT, description=SCRIPT, documents=papers, signers=by("a", "b", "c", orders=(1, 2, 2)))
    states = {0: SignerState(status="SIGNED", since=NOW.now), 1: SignerState(status=SCRIPT)}
    return "".join(page(replace(overview_of_job(job, NOW), states=states), SCRIPT, [draw(a_pdf())]))


def record_page() -> str:
    change = replace(CHANGE, reference=SCRIPT, signatures=[Signature(status=SCRIPT, email=SCRIPT), *CHANGE.signatures])
    return "".join(view_of(Source(name=SCRIPT, content=to_json(change).encode()), NOW).page())


def evidence_page() -> str:
    """Valid, invalid, undecided and unreadable documents, and hostile names."""
    context, summary = Context(now=NOW.now, trust_anchors=anchors()), Summary()
    found = [(pades(), context), (xades(), Context(now=NOW.now)), (xades(enclosed=True)[:-9], context)]
    results = [Criteria().signed_result(SCRIPT, validate_signed(each, SENT, known), each) for each, known in found]
    basis = Basis(context=context, sent=SENT, command=("validate-signed", SCRIPT))
    every = summary.counting([*results, undecided("a" * 300, SCRIPT)])
    made = "".join(as_json(every, summary, tool=VALIDATE_SIGNED, basis=basis))
    return "".join(evidence_report(json.loads(made), VALIDATE_SIGNED.rules_by_code()))


PAGES: Final[dict[str, Callable[[], str]]] = {
    "report": lambda: written(document, report()),
    "job": job_page,
    "record": record_page,
    "evidence": evidence_page,
    "signed": lambda: "".join(signed_page(overview_of_signed(pades(level="T")), SCRIPT, draw(a_pdf()))),
}


@pytest.fixture(params=PAGES)
def opened(request: pytest.FixtureRequest, window: Browser, tmp_path: Path) -> Browser:
    """A page with hostile texts."""
    (tmp_path / "page.html").write_text(PAGES[request.param]())
    window.open((tmp_path / "page.html").as_uri())
    return window


@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_is_usable_on_every_screen(opened: Browser, screen: Screen) -> None:
    opened.shows_on(screen)
    assert opened.run(WIDTH) <= screen.width
    assert opened.run(FAINT) == []
    assert violations(opened) == []


def test_no_script_runs(opened: Browser) -> None:
    assert opened.run("return typeof attacked") == "undefined"
    assert opened.run("return document.querySelectorAll('script, [src=x]').length") == 0


@pytest.mark.parametrize("screen", [pytest.param(ZOOMED, id="zoomed"), pytest.param(NARROW, id="narrow")])
def test_a_zoomed_page_is_read_without_scrolling_sideways(opened: Browser, screen: Screen) -> None:
    opened.shows_on(screen)
    assert opened.run(WIDTH) <= screen.width


def test_nothing_moves(opened: Browser) -> None:
    assert opened.run("return document.getAnimations().length") == 0


def test_the_filter_works_with_the_keyboard(window: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(written(document, report()))
    window.open((tmp_path / "page.html").as_uri())
    visible = "return [...document.querySelectorAll('.result')].filter(each => each.checkVisibility()).length"
    assert window.run(visible) == 4
    window.press(TAB, "\ue014", "\ue014")  # the arrow to the right, twice
    assert window.run("return document.querySelector('input:checked').id") == f"only-{Verdict.INVALID}"
    assert window.run(visible) == 1


def test_thousands_of_results_can_be_opened(window: Browser, tmp_path: Path) -> None:
    one = validated(*[a_finding(severity=each) for each in Severity], skipped="trust")
    (tmp_path / "page.html").write_text(written(document, [one] * 10_000))
    assert (tmp_path / "page.html").stat().st_size < 100_000_000
    before = window.seconds()
    window.open((tmp_path / "page.html").as_uri())
    assert window.run("return document.querySelectorAll('.result').length") == 10_000
    assert window.seconds() - before < 3
