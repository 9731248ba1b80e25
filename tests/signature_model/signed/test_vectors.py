"""The reference samples get exactly the errors and the verdict that they were made for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from signature_model import Context, load_certificates
from signature_model.signed import Sent, SentDocument, SentSigner, SignedReport, validate_signed

KARI: Final = "01818000282"
NOW: Final = datetime(2026, 12, 1, tzinfo=UTC)

VERDICTS: Final = {
    "xades/adv-b.xml": "undecided",
    "xades/adv-t.xml": "undecided",
    "xades/adv-lt.xml": "valid",
    "xades/adv-lta.xml": "valid",
    "xades/adv-two-t.xml": "PSR814",
    "xades/auth-t.xml": "undecided",
    "xades/auth-lta.xml": "valid",
    "xades/revoked-lt.xml": "PSR842",
    "xades/other-ca.xml": "PSR840",
    "xades/ola-t.xml": "PSR820",
    "xades/digest-changed.xml": "PSR805",
    "xades/timestamp-of-another.xml": "PSR831",
    "xades/wrapped-properties-same-id.xml": "PSR807",
    "xades/dtd.xml": "PSR803",
    "pades/seal-bb.pdf": "undecided",
    "pades/seal-bt.pdf": "undecided",
    "pades/seal-blt.pdf": "valid",
    "pades/seal-blta.pdf": "valid",
    "pades/seal-blta-renewed.pdf": "valid",
    "pades/seal-other-ca.pdf": "PSR840",
    "pades/multi-bt.pdf": "PSR844",
    "pades/unsigned.pdf": "PSR802",
    "pades/flip-byte.pdf": "PSR805",
    "pades/junk-after-eof.pdf": "PSR810",
    "pades/usf-no-byterange.pdf": "PSR803",
    "pades/lta-inc-new_front.pdf": "PSR809",
    "pades/seal-inc-swap_attachment.pdf": "PSR809",
    "pades/shadow-form-look.pdf": "PSR809",
}


@pytest.fixture(scope="session")
def samples(vectors: Path) -> Path:
    return vectors / "signed"


def validated(samples: Path, name: str, now: datetime = NOW) -> SignedReport:
    trust = [each for file in sorted((samples / "trust").iterdir()) for each in load_certificates(file.read_bytes())]
    contract = SentDocument.of("contract.pdf", (samples / "docs" / "contract.pdf").read_bytes())
    signers = None if "auth-" in name else (SentSigner(number=KARI),)
    sent = Sent(documents=(contract,), signers=signers)
    return validate_signed((samples / name).read_bytes(), sent, Context(trust_anchors=tuple(trust), now=now))


@pytest.mark.parametrize("name", VERDICTS)
def test_a_sample_has_the_errors_and_the_verdict_that_it_was_made_for(samples: Path, name: str) -> None:
    expected = VERDICTS[name]
    report = validated(samples, name)

    is_code = expected.startswith("PSR")
    assert [each.code for each in report.errors] == ([expected] if is_code else [])
    assert report.verdict == ("invalid" if is_code else expected)
    decisive = {each.code for each in report.findings} & {"PSR845"}
    assert expected != "undecided" or decisive
    assert KARI not in repr(report)


@pytest.mark.parametrize(
    ("name", "until"),
    [
        ("pades/seal-blt.pdf", "2031-11-19"),
        ("pades/seal-blta.pdf", "2031-11-19"),
        ("pades/seal-blta-renewed.pdf", "2040-11-16"),
    ],
)
def test_a_seal_can_be_verified_until_its_last_time_stamp_ends(samples: Path, name: str, until: str) -> None:
    facts = {str(each.kind): each for each in validated(samples, name).signatures if each.kind != "time-stamp"}

    assert str(facts["seal"].verifiable_until).startswith(until)
    assert (facts["signer"].level, facts["signer"].member) == ("T", "signer-1.xml")


@pytest.mark.parametrize(
    ("year", "verdicts"),
    [
        (2027, ["undecided", "undecided", "valid", "valid"]),
        (2029, ["undecided", "undecided", "valid", "valid"]),
        (2035, ["undecided", "undecided", "undecided", "undecided"]),
    ],
)
def test_evidence_for_years_lasts_as_long_as_its_time_stamp(samples: Path, year: int, verdicts: list[str]) -> None:
    names = [f"xades/adv-{level}.xml" for level in ("b", "t", "lt", "lta")]
    assert [validated(samples, name, datetime(year, 6, 1, tzinfo=UTC)).verdict for name in names] == verdicts


def test_a_renewed_seal_also_extends_the_evidence_that_it_covers(samples: Path) -> None:
    """A time-stamp on a PDF proves that everything in it existed, also the XAdES and their evidence (EN 319 102-1)."""
    names = [f"pades/seal-{each}.pdf" for each in ("blta", "blta-renewed")]
    verdicts = [validated(samples, name, datetime(2035, 6, 1, tzinfo=UTC)).verdict for name in names]
    assert verdicts == ["undecided", "valid"]
