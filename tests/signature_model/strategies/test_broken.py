"""Tests that every code has a breaker, unless it cannot occur, and that each breaker breaks only its rule."""

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from lxml import etree

from signature_model import (
    Context,
    Environment,
    Report,
    Sector,
    Severity,
    validate_bundle,
    validate_job,
    validate_manifest,
    validate_members,
)
from signature_model.jobs.flows import AnyJob
from signature_model.rules.catalogue import CATALOGUE
from signature_model.strategies import (
    BUNDLE_CODES,
    CONSEQUENCES,
    DIRECT_BUNDLE_CODES,
    DIRECT_JOB_CODES,
    DIRECT_MANIFEST_CODES,
    JOB_CODES,
    MANIFEST_CODES,
    Broken,
    broken_bundles,
    broken_direct_bundles,
    broken_direct_jobs,
    broken_direct_manifests,
    broken_jobs,
    broken_manifests,
    context,
    direct_jobs,
    jobs,
)
from signature_model.strategies.broken.direct import DIRECT_REQUEST_BREAKERS, DIRECT_VIOLATIONS
from signature_model.strategies.broken.jobs import REQUEST_BREAKERS, VIOLATIONS
from signature_model.strategies.broken.manifests import CHANGES, DIRECT_CHANGES
from signature_model.strategies.broken.seals import (
    _another_reference,
    _described,
    _digest_of_certificate,
    _foreign_properties,
    _twin,
    _two_properties,
)
from signature_model.strategies.broken.signers import looked_up
from signature_model.strategies.manifests import written
from tests.kits.bundles import SEAL, taken_apart
from tests.kits.seals import every
from tests.signature_model.strategies.examples import examples, fewer

Change = Callable[[st.DrawFn, Any], Any]
Start = Callable[..., SearchStrategy[Any]]

IN_ARCHIVES: Final = {f"PSR{number:03}" for number in range(1, 19)} - {"PSR002", "PSR004", "PSR014"}
OF_SEALS: Final = {f"PSR{number}" for number in range(501, 520)}
AS_XML: Final = {"PSR102", "PSR104", "PSR106", "PSR107"}
ONLY_IN_PORTAL: Final = {
    *{"PSR106", "PSR301", "PSR302", "PSR303", "PSR308", "PSR310", "PSR311", "PSR312", "PSR317", "PSR602", "PSR603"},
    *(f"PSR40{number}" for number in range(1, 6)),
}
OF_DIRECT_REQUESTS: Final = {"PSR701", "PSR702", "PSR703", "PSR704", "PSR707", "PSR708"}
ONLY_IN_DIRECT: Final = {*OF_DIRECT_REQUESTS, "PSR705", "PSR706"}
OF_CONTENT: Final = {"PSR201", "PSR202", "PSR203", "PSR204", "PSR205", "PSR211", "PSR212", "PSR213", "PSR214", "PSR215"}

ONLY_IN_DIRECT_CONSEQUENCES: Final = {"PSR309"}
OF_BUNDLES_ALONE: Final = IN_ARCHIVES | OF_SEALS | OF_CONTENT

KINDS: Final = {
    "job": (broken_jobs, JOB_CODES, validate_job),
    "manifest": (broken_manifests, MANIFEST_CODES, validate_manifest),
    "bundle": (broken_bundles, BUNDLE_CODES, validate_bundle),
    "direct job": (broken_direct_jobs, sorted(set(DIRECT_JOB_CODES) - OF_CONTENT), validate_job),
    "direct manifest": (broken_direct_manifests, DIRECT_MANIFEST_CODES, validate_manifest),
    "direct bundle": (broken_direct_bundles, sorted(set(DIRECT_BUNDLE_CODES) - OF_BUNDLES_ALONE), validate_bundle),
}
"""Documents, archives and seals of both flows are broken in the same way."""
CASES: Final = [
    pytest.param(strategy, code, judge, id=f"{kind}-{code}")
    for kind, (strategy, codes, judge) in KINDS.items()
    for code in codes
]


@pytest.mark.parametrize(
    ("codes", "impossible"),
    [
        # A job is not an archive and has no seal. Its manifest is always well-formed, because ``write_manifest`` writes
        # it.
        pytest.param(JOB_CODES, IN_ARCHIVES | OF_SEALS | AS_XML | ONLY_IN_DIRECT, id="jobs"),
        pytest.param(DIRECT_JOB_CODES, IN_ARCHIVES | OF_SEALS | AS_XML | ONLY_IN_PORTAL, id="direct jobs"),
        # A manifest alone has no documents and no reference.
        pytest.param(MANIFEST_CODES, IN_ARCHIVES | OF_SEALS | OF_CONTENT | {"PSR601"} | ONLY_IN_DIRECT, id="manifests"),
        pytest.param(
            DIRECT_MANIFEST_CODES,
            IN_ARCHIVES | OF_SEALS | OF_CONTENT | {"PSR601"} | OF_DIRECT_REQUESTS | ONLY_IN_PORTAL,
            id="direct manifests",
        ),
        # The reference is in the job request and not in the bundle.
        pytest.param(BUNDLE_CODES, {"PSR601"} | ONLY_IN_DIRECT, id="bundles"),
        pytest.param(DIRECT_BUNDLE_CODES, {"PSR601"} | OF_DIRECT_REQUESTS | ONLY_IN_PORTAL, id="direct bundles"),
    ],
)
def test_every_code_has_a_breaker_unless_it_cannot_occur(codes: tuple[str, ...], impossible: set[str]) -> None:
    assert set(codes) == set(CATALOGUE) - impossible


@pytest.mark.parametrize(("strategy", "code", "judge"), CASES)
@fewer(15)
@given(data=st.data())
def test_a_breaker_causes_only_its_code_and_its_consequences(
    strategy: Callable[..., SearchStrategy[Broken[Any]]], code: str, judge: Callable[..., Report], data: st.DataObject
) -> None:
    broken = data.draw(strategy(codes=[code]))
    findings = judge(broken.thing, broken.context).findings
    assert broken.code == code
    assert code in {each.code for each in findings}
    others = {each.code for each in findings if each.severity is not Severity.NOTE} - {code}
    assert others <= CONSEQUENCES.get(code, frozenset())
    for each in findings:
        rule = CATALOGUE[each.code]
        assert (each.name, each.severity, each.hint) == (rule.name, rule.severity, rule.hint)
        assert re.fullmatch(r"\S.* .*[^.\s]", each.message)
        assert each.message.isprintable()


@pytest.mark.parametrize(
    ("strategy", "judge", "code"),
    [
        pytest.param(broken_jobs, validate_job, "PSR101", id="a text that cannot be written"),
        pytest.param(broken_jobs, validate_job, "PSR103", id="a job that the schema refuses"),
        pytest.param(broken_jobs, validate_job, "PSR306", id="an identifier that the sector may not use"),
        pytest.param(broken_direct_jobs, validate_job, "PSR108", id="a text that is long in UTF-16"),
        pytest.param(broken_bundles, validate_bundle, "PSR001", id="no archive"),
        pytest.param(broken_bundles, validate_bundle, "PSR002", id="an unsafe name"),
        pytest.param(broken_bundles, validate_bundle, "PSR006", id="an archive beyond the limits"),
        pytest.param(broken_bundles, validate_bundle, "PSR014", id="a document is missing"),
        pytest.param(broken_bundles, validate_bundle, "PSR015", id="mimetype"),
        pytest.param(broken_manifests, validate_manifest, "PSR106", id="a misplaced lookup"),
        pytest.param(broken_bundles, validate_bundle, "PSR503", id="something changed after sealing"),
        pytest.param(broken_bundles, validate_bundle, "PSR509", id="other signed properties"),
        pytest.param(broken_bundles, validate_bundle, "PSR510", id="another certificate is named"),
        pytest.param(broken_bundles, validate_bundle, "PSR516", id="data objects ill described"),
    ],
)
def test_every_change_causes_its_code(
    strategy: Callable[..., SearchStrategy[Broken[Any]]], judge: Callable[..., Report], code: str
) -> None:
    for broken in examples(strategy(codes=[code]), 6):
        assert code in {each.code for each in judge(broken.thing, broken.context).findings}


@st.composite
def changed(draw: st.DrawFn, change: Change, start: Start = jobs) -> AnyJob:
    """A job of a public sender with a change."""
    job: AnyJob = change(draw, draw(start(sector=Sector.PUBLIC)))
    return job


@pytest.mark.parametrize(
    ("change", "start"),
    [pytest.param(change, jobs, id=f"portal-{number}") for number, change in enumerate(VIOLATIONS)]
    + [pytest.param(change, direct_jobs, id=f"direct-{number}") for number, change in enumerate(DIRECT_VIOLATIONS)],
)
@fewer(20)
@given(data=st.data())
def test_every_violation_breaks_the_schema(change: Change, start: Start, data: st.DataObject) -> None:
    job = data.draw(changed(change, start))
    errors = {each.code for each in validate_job(job).findings if each.severity is Severity.ERROR}
    assert errors == {"PSR103"}


@pytest.mark.parametrize(
    ("code", "change", "start"),
    [pytest.param(code, each.change, jobs, id=code) for code, each in REQUEST_BREAKERS.items()]
    + [
        pytest.param(code, each.change, direct_jobs, id=f"direct-{code}")
        for code, each in DIRECT_REQUEST_BREAKERS.items()
    ],
)
@fewer(20)
@given(data=st.data())
def test_a_job_request_can_be_broken(code: str, change: Change, start: Start, data: st.DataObject) -> None:
    job = data.draw(changed(change, start))
    production = context(environment=Environment.PRODUCTION)
    assert code in {each.code for each in validate_job(job, production).findings}
    assert validate_manifest(written(job), context(sector=Sector.PUBLIC)).is_valid


@st.composite
def changed_manifests(draw: st.DrawFn, code: str, number: int, *, is_direct: bool) -> bytes:
    """A manifest with one of the changes for a code; one of the portal flow has a lookup."""
    if is_direct:
        return DIRECT_CHANGES[code][number](draw, written(draw(direct_jobs(sector=Sector.PUBLIC))))
    job = looked_up(draw, draw(jobs(sector=Sector.PUBLIC)))
    return CHANGES[code][number](draw, written(job))


@pytest.mark.parametrize(
    ("code", "number", "is_direct"),
    [
        pytest.param(code, number, is_direct, id=f"{'direct-' if is_direct else ''}{code}-{number}")
        for is_direct, table in ((False, CHANGES), (True, DIRECT_CHANGES))
        for code, changes in table.items()
        for number in range(len(changes))
    ],
)
@fewer(20)
@given(data=st.data())
def test_every_change_to_a_manifest_causes_its_code(
    code: str,
    number: int,
    is_direct: bool,  # noqa: FBT001 - a parameter of the test
    data: st.DataObject,
) -> None:
    content = data.draw(changed_manifests(code, number, is_direct=is_direct))
    report = validate_manifest(content, context(sector=Sector.PUBLIC))
    assert {each.code for each in report.findings if each.severity is Severity.ERROR} == {code}


@pytest.mark.parametrize("code", CONSEQUENCES)
def test_the_consequences_occur(code: str) -> None:
    def has_them(broken: Broken[bytes]) -> bool:
        report = validate_bundle(broken.thing, broken.context)
        return {each.code for each in report.findings} >= CONSEQUENCES[code]

    once = settings(max_examples=1_000, phases=[Phase.generate], deadline=None)
    strategy = broken_direct_bundles if code in ONLY_IN_DIRECT_CONSEQUENCES else broken_bundles
    assert find(strategy(codes=[code]), has_them, settings=once).code == code


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda broken: pickle.loads(pickle.dumps(broken))])
def test_a_copy_has_the_same_context(copied: Callable[[Broken[Any]], Broken[Any]]) -> None:
    broken = Broken("thing", "PSR401", Context(sector=Sector.PUBLIC))
    again = copied(broken)
    assert (again, again.context) == (("thing", "PSR401"), broken.context)


def test_without_codes_many_codes_occur() -> None:
    # Hypothesis draws some values much more often than others.
    assert len({broken.code for broken in examples(broken_jobs(), 100)}) > len(JOB_CODES) / 4


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        pytest.param(["PSR401"], {"PSR401"}, id="a code"),
        pytest.param(["PSR40"], {"PSR401", "PSR402", "PSR403", "PSR404", "PSR405"}, id="the beginning of codes"),
        pytest.param(["PSR401", "PSR60"], {"PSR401", "PSR601", "PSR602", "PSR603", "PSR604"}, id="both"),
    ],
)
def test_codes_can_be_selected(codes: list[str], found: set[str]) -> None:
    drawn = {broken.code for broken in examples(broken_jobs(codes=codes), 30)}
    assert drawn <= found
    assert len(drawn) > len(found) / 2


@pytest.mark.parametrize("sector", Sector)
def test_a_sector_can_be_selected(sector: Sector) -> None:
    found = examples(broken_jobs(sector=sector), 50)
    assert {broken.context.sector for broken in found} <= {sector, None}
    other = {Sector.PUBLIC: "PSR301", Sector.PRIVATE: "PSR302"}[sector]
    assert other not in {broken.code for broken in found}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        pytest.param({"codes": ["PSR999"]}, "no rule has a code that begins with 'PSR999'", id="no code"),
        pytest.param({"codes": ["PSR401", "PSR501"]}, "cannot produce these codes: PSR501", id="not in a job"),
        pytest.param(
            {"codes": ["PSR301"], "sector": Sector.PUBLIC}, "cannot produce these codes: PSR301", id="not in public"
        ),
    ],
)
def test_codes_that_cannot_occur_are_refused(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        broken_jobs(**options)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (_digest_of_certificate, "PSR510"),
        (_two_properties, "PSR509"),
        (_another_reference, "PSR509"),
        (_twin, "PSR509"),
    ],
)
def test_an_edit_of_a_seal_has_its_code(edit: Callable[[etree._Element], None], code: str) -> None:
    """The value of the seal is not made again, so that there is also PSR503 or PSR504."""
    members = taken_apart()
    root = etree.fromstring(members[SEAL])
    edit(root)
    report = validate_members(members | {SEAL: etree.tostring(root)})
    assert code in {each.code for each in report.errors}


def test_signed_properties_are_broken_by_a_reference_to_another_place() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    _foreign_properties(root)
    assert every(root, "Reference")[-1].get("URI") == "#Signature-2"


def test_a_description_stands_before_the_type() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    _described(root)
    assert [etree.QName(each).localname for each in every(root, "DataObjectFormat")[0]][:2] == [
        "Description",
        "MimeType",
    ]
