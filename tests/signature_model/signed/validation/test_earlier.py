"""PSR854: evidence that an earlier report found must still be there."""

import json
from typing import Any

import pytest
from lxml import etree

from signature_model.errors import UnreadableInput
from signature_model.reports.json import document
from signature_model.reports.results import Criteria, Summary
from signature_model.signed import EarlierReport, validate_signed
from tests.kits.xades import CONTEXT, SENT, xades

LTA, LT, T = xades(), xades(level="LT"), xades(level="T")


def report_on(content: bytes, source: str = "downloads/kari.xml") -> bytes:
    summary = Summary()
    result = Criteria().signed_result(source, validate_signed(content, SENT, CONTEXT))
    return "".join(document(summary.counting([result]), summary)).encode()


def lost(earlier: bytes, now: bytes, source: str = "kari.xml") -> list[str]:
    known = EarlierReport.from_json(earlier, source)
    report = validate_signed(now, SENT, CONTEXT, earlier=known)
    return [each.message for each in report.findings if each.code == "PSR854"]


@pytest.mark.parametrize(
    ("earlier", "now", "found"),
    [
        pytest.param(LTA, LTA, [], id="the same"),
        pytest.param(LT, LTA, [], id="more"),
        pytest.param(LTA, LT, ["a time-stamp by 'Tid 2031'", "was LTA, and is LT now"], id="no archive time-stamp"),
        pytest.param(LT, T, ["was LT, and is T now"], id="no revocation data"),
        pytest.param(T, LTA.replace(b"</ds:Signature>", b""), [], id="a file that is not read"),
    ],
)
def test_evidence_that_was_there_before_is_still_there(earlier: bytes, now: bytes, found: list[str]) -> None:
    messages = lost(report_on(earlier), now)
    assert len(messages) == len(found)
    assert all(part in each for part, each in zip(found, messages, strict=True))


def test_another_file_is_not_compared() -> None:
    assert lost(report_on(LTA), T, "ola.xml") == []


@pytest.mark.parametrize(
    ("source", "level"),
    [
        pytest.param("job-1/kari.xml", "LTA", id="the first folder"),
        pytest.param("archive/job-2/kari.xml", "LT", id="a folder that was moved"),
        pytest.param("C:\\archive\\job-2\\kari.xml", "LT", id="Windows"),
    ],
)
def test_of_files_with_one_name_the_longest_path_counts(source: str, level: str) -> None:
    value, other = json.loads(report_on(LTA, "job-1/kari.xml")), json.loads(report_on(LT, "job-2/kari.xml"))
    value["results"] += other["results"]
    content = json.dumps(value).encode()
    known = EarlierReport.from_json(content, source)
    assert known is not None
    assert known.signatures[0].level == level

    with pytest.raises(UnreadableInput, match="several files"):
        EarlierReport.from_json(content, "kari.xml")


def test_a_signature_without_a_certificate_is_not_compared() -> None:
    bare = etree.fromstring(LT)
    for each in [*bare.iter("{*}X509Data"), *bare.iter("{*}CertificateValues")]:
        next(each.iterancestors()).remove(each)
    assert len(lost(report_on(LT), etree.tostring(bare))) == 1


def changed(**fields: object) -> bytes:
    value: dict[str, Any] = json.loads(report_on(LTA))
    value["results"][0] |= fields
    return json.dumps(value).encode()


def test_signatures_without_a_certificate_or_level_are_not_compared() -> None:
    signatures: list[dict[str, Any]] = json.loads(report_on(LTA))["results"][0]["signatures"]
    signatures[0]["level"], signatures[1]["certificate"] = "A", None
    assert lost(changed(signatures=signatures), LTA) == []


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"results": [1]}', changed(signatures=[{}]), changed(source=1), b"[" * 100_000]
)
def test_another_file_is_not_a_report(content: bytes) -> None:
    with pytest.raises(UnreadableInput, match="not a JSON report"):
        EarlierReport.from_json(content, "kari.xml")
