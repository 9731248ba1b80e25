"""Tests that no input raises, that the work is bounded, and that no id number is shown."""

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signature_model import (
    Context,
    Document,
    Environment,
    Lookup,
    Notifications,
    Report,
    Sector,
    Sender,
    Signer,
    validate_bundle,
    validate_job,
)
from signature_model.rules.catalogue import CATALOGUE
from signature_model.validation.collector import MAX_FINDINGS, MAX_LENGTH
from signature_model.validation.validators import validate_manifest, validate_members
from tests.kits.bundles import CONTRACT, MANIFEST, SEAL, edited, put_together, sealed, taken_apart
from tests.kits.jobs import KARI, OLA, PUBLIC, a_bundle, a_job
from tests.kits.reports import FULL, codes_of, of_bundle

CODES = set(CATALOGUE)


def layers(report: Report) -> list[str]:
    return [each.layer for each in report.skipped]


# Limits


def _many_signers(count: int) -> bytes:
    signer = "<signer><personal-identification-number>12345678910</personal-identification-number></signer>"
    return edited(taken_apart()[MANIFEST], "</signers>", f"{signer * count}</signers>")


def test_of_many_findings_of_one_rule_the_first_hundred_are_told() -> None:
    few, many = (validate_manifest(_many_signers(count), PUBLIC) for count in (MAX_FINDINGS, MAX_FINDINGS + 1))
    for report, expected in ((few, MAX_FINDINGS), (many, MAX_FINDINGS)):
        assert sum(finding.code == "PSR313" for finding in report.findings) == expected
    assert "the rest of PSR313" not in layers(few)
    assert ("the rest of PSR313", f"there are more than {MAX_FINDINGS} findings") in [
        (each.layer, each.why) for each in many.skipped
    ]


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(_many_signers(9_000), id="thousands of signers"),
        pytest.param(
            edited(taken_apart()[MANIFEST], "</documents>", "<document href='é' mime='x'/>" * 30_000 + "</documents>"),
            id="thousands of documents",
        ),
        pytest.param(edited(taken_apart()[MANIFEST], "contract.pdf", "x" * 900_000), id="a long name"),
        pytest.param(edited(taken_apart()[MANIFEST], "A contract", ("a" * 64 + "@") * 14_000), id="a long title"),
        pytest.param(edited(taken_apart()[MANIFEST], "ola@example.com", "a.a@" * 200_000), id="a long address"),
    ],
)
def test_the_work_and_the_words_are_bounded(manifest: bytes) -> None:
    # Without limits, these take minutes.
    report = of_bundle(sealed(taken_apart() | {MANIFEST: manifest}))
    assert report.findings
    assert len(report.findings) <= MAX_FINDINGS * len(CATALOGUE)
    for finding in report.findings:
        assert all(len(text) < MAX_LENGTH + 50 for text in (finding.message, finding.where or "", finding.member or ""))


# No exception


def report_on(content: bytes) -> Report:
    """Validate any bytes. The report can always be printed, and has only codes of the catalogue."""
    report = of_bundle(content)
    assert str(report)
    assert codes_of(report) == sorted({finding.code for finding in report.findings} & CODES)
    return report


@given(st.binary(max_size=300))
@example(b"")
@example(b"PK\5\6" + bytes(18))
def test_no_bytes_raise(content: bytes) -> None:
    assert not report_on(content).is_valid
    assert not validate_manifest(content).is_valid
    report_on(put_together(taken_apart() | {MANIFEST: content}))
    report_on(put_together(taken_apart() | {SEAL: content}))
    report_on(put_together(taken_apart() | {CONTRACT: content}))


@cache
def small() -> bytes:
    """A bundle of a few thousand bytes."""
    text = taken_apart()[MANIFEST].replace(b"application/pdf", b"text/plain")
    bundle = sealed({CONTRACT: b"x", MANIFEST: text})
    assert validate_bundle(bundle, PUBLIC).is_valid
    return bundle


def test_no_beginning_of_a_bundle_is_valid_or_raises() -> None:
    for length in range(0, len(small()), 3):
        assert [finding.code for finding in report_on(small()[:length]).findings] == ["PSR001"]


def test_no_beginning_of_a_manifest_or_a_seal_is_valid_or_raises() -> None:
    members = taken_apart(small())
    for length in range(0, len(members[MANIFEST]), 7):
        assert not validate_manifest(members[MANIFEST][:length]).is_valid
    for length in range(0, len(members[SEAL]), 97):
        assert not validate_members(members | {SEAL: members[SEAL][:length]}).is_valid


@given(st.data())
def test_no_mutation_of_a_bundle_raises(data: st.DataObject) -> None:
    content = bytearray(a_bundle())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    report_on(bytes(content))


PIECES = st.sampled_from(
    [
        *["<signers>", "</signers>", "<signer>", "<title/>", "<documents>", '<document href="x.pdf" mime="">', "&#0;"],
        *["<!DOCTYPE x>", "<!-- -->", "<?x?>", "&amp;", "]]>", "<notifications-using-lookup/>", ' order="99"', "\xe5"],
        *["<sms number='1'/>", "<availability/>", "9" * 50, '"', "'", "<", ">", " ", "\n", "xsi:type='x'", "\ud7ff"],
    ]
)


@st.composite
def mutations(draw: st.DrawFn, content: bytes) -> bytes:
    """A text with some pieces removed, inserted and moved."""
    text = content.decode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        text = text[:start] + draw(st.just("") | PIECES | st.just(text[start:end] * 2)) + text[end:]
    return text.encode()


@given(mutations(taken_apart()[MANIFEST]))
def test_no_mutation_of_a_manifest_raises(manifest: bytes) -> None:
    report_on(sealed(taken_apart() | {MANIFEST: manifest}))
    str(validate_manifest(manifest, FULL))


@given(mutations(taken_apart()[SEAL]))
def test_no_mutation_of_a_seal_raises(seal: bytes) -> None:
    report_on(put_together(taken_apart() | {SEAL: seal}))


@given(st.binary(min_size=1, max_size=8), st.integers(0, 10_000))
def test_a_changed_document_or_manifest_is_never_valid(piece: bytes, at: int) -> None:
    for name in (CONTRACT, MANIFEST):
        content = taken_apart()[name]
        at %= len(content)
        other = content[:at] + piece + content[at + len(piece) :]
        assert other == content or not of_bundle(put_together(taken_apart() | {name: other})).is_valid


@pytest.mark.parametrize(
    ("member", "old", "new", "codes"),
    [
        pytest.param(MANIFEST, "<email/>", "<épost/>", ["PSR103", "PSR503"], id="an element of the manifest"),
        pytest.param(SEAL, "<MimeType>application/pdf</MimeType>", "<é/>", ["PSR501"], id="an element of the seal"),
        pytest.param(SEAL, "<SignatureValue>", "<SignatureValue>é", ["PSR501"], id="base64"),
        pytest.param(SEAL, "<X509Certificate>MII", "<X509Certificate>éMII", ["PSR501"], id="a certificate"),
    ],
)
def test_unexpected_characters_outside_ascii_are_reported(member: str, old: str, new: str, codes: list[str]) -> None:
    members = taken_apart()
    broken = members[member].replace(old.encode(), new.encode(), 1)
    assert broken != members[member]
    assert codes_of(of_bundle(put_together(members | {member: broken}))) == codes


# Id numbers


VALID = (KARI, OLA, "01018000136", "41018000049")
NUMBERS = st.sampled_from([*VALID, "12345678910"])
TEXTS = st.builds(
    lambda before, number, after: f"{before}{number}{after}",
    st.sampled_from(["", "case ", "9", "a/", "<", "x" * 150]),
    NUMBERS,
    st.sampled_from(["", " of", "1", ".pdf", "@example.com", " " + KARI]),
)


def text_of(report: Report) -> str:
    """Return everything in a report except the names of files."""
    nameless = replace(report, findings=tuple(replace(each, member=None) for each in report.findings))
    return f"{nameless}\n{nameless!r}"


def shows_a_number(report: Report) -> bool:
    """Whether a report shows eleven digits, or a valid number in the name of a file."""
    whole = f"{report}\n{report!r}"
    valid = any(re.search(rf"(?<!\d){number}(?!\d)", whole) for number in VALID)
    return valid or re.search(r"(?<![,\d])\d{11}", text_of(report)) is not None


@given(st.data())
def test_no_finding_shows_a_whole_national_id_number(data: st.DataObject) -> None:
    text = st.none() | TEXTS
    job = a_job(
        title=data.draw(TEXTS),
        nonsensitive_title=data.draw(text),
        description=data.draw(text),
        reference=data.draw(text),
        documents=[Document.from_bytes(b"", title="T", href=data.draw(text), mime=data.draw(TEXTS))],
        signers=[
            Signer(
                personal_identification_number=data.draw(text),
                notify=data.draw(st.builds(Notifications, email=text, sms=text) | st.just(Lookup())),
            )
            for _ in range(2)
        ],
        sender=Sender(data.draw(TEXTS), polling_queue=data.draw(text)),
    )
    for sector, environment in ((Sector.PUBLIC, Environment.PRODUCTION), (Sector.PRIVATE, None), (None, None)):
        assert not shows_a_number(validate_job(job, Context(sector=sector, environment=environment)))


@given(TEXTS, st.sampled_from(["contract.pdf", "A contract", "ola@example.com", "01818000282", "984661185", "864000"]))
def test_no_finding_about_a_bundle_shows_a_whole_national_id_number(text: str, place: str) -> None:
    text = text.replace("<", "&lt;")
    manifest = edited(taken_apart()[MANIFEST], place, text)
    report = of_bundle(
        put_together(taken_apart() | {MANIFEST: manifest, f"META-INF/{text}\\": b"", text: b""}),
        environment=Environment.PRODUCTION,
    )
    assert codes_of(report)
    assert not shows_a_number(report)
