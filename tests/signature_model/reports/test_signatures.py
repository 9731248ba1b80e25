"""Signatures in words: who signed what, how, when, and for how long that can be verified."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from signature_model.reports.signatures import as_object, sentence
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.signature_facts import RevocationState, SignatureFacts

AT: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
BARE: Final = SignatureFacts(
    kind=Kind.SIGNER,
    name=None,
    number=None,
    organization=None,
    method=None,
    certificate=None,
    claimed_at=None,
    proved_at=None,
    level=None,
    revocation=RevocationState.UNKNOWN,
    trusted=None,
    covers=(),
    verifiable_until=None,
)
NOON: Final = "2026-11-20T12:00:00+00:00"
IN_WORDS: Final = "Fri 20 November 2026 13:00:00 CET"
KARI: Final = replace(BARE, name="Kari", number="018180*****", method="BankID", covers=("a.pdf", "b.pdf"), level="T")
SEAL: Final = replace(BARE, kind=Kind.SEAL, organization="Posten Bring AS 984661185", verifiable_until=AT)
PACKED: Final = replace(KARI, kind=Kind.PACKAGER, organization="Pakker AS 1", states_signer=True)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(BARE, "unknown signed", id="nothing is known"),
        pytest.param(KARI, "Kari (018180*****) signed a.pdf, b.pdf with BankID; level T", id="a signer"),
        pytest.param(replace(BARE, name="Kari", organization="A bank"), "Kari signed", id="issued by a bank"),
        pytest.param(replace(BARE, member="x.xml"), "unknown signed, by x.xml", id="inside a PDF"),
        pytest.param(replace(BARE, claimed_at=AT), f"unknown signed; claimed at {IN_WORDS}", id="claimed"),
        pytest.param(replace(BARE, claimed_at=AT, proved_at=AT), f"unknown signed; proved at {IN_WORDS}", id="proved"),
        pytest.param(SEAL, "Posten Bring AS 984661185 sealed; can be verified until 20 November 2026", id="a seal"),
        pytest.param(
            PACKED, "Kari (018180*****) signed a.pdf, b.pdf with BankID, as Pakker AS 1 states; level T", id="packed"
        ),
        pytest.param(
            replace(PACKED, also_states=("Ola",), level=None),
            "Kari (018180*****), Ola signed a.pdf, b.pdf, as Pakker AS 1 states",
            id="packed together",
        ),
        pytest.param(replace(BARE, kind=Kind.TIME_STAMP, name="Tid"), "Tid issued a time-stamp", id="a time-stamp"),
    ],
)
def test_a_signature_is_a_sentence(facts: SignatureFacts, words: str) -> None:
    assert sentence(facts) == words


def test_what_is_not_known_is_null() -> None:
    assert as_object(BARE) == {
        "kind": "signer",
        "by": {"name": None, "number": None, "organization": None},
        "method": None,
        "certificate": None,
        "claimed_at": None,
        "proved_at": None,
        "level": None,
        "revocation": "unknown",
        "trusted": None,
        "covers": [],
        "verifiable_until": None,
        "member": None,
    }
