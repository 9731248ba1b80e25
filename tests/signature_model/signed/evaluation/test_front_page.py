"""PSR815, PSR824 and PSR853: what a sealed PDF says and shows, compared with its evidence and with what was sent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signature_model.signed import Sent, SentDocument, validate_pades
from signature_model.signed.evaluation.front_page import front_page_differences, pages_without_text
from signature_model.signed.evaluation.signatures import NOTHING, evaluate
from signature_model.signed.evaluation.signers import FoundSigner
from signature_model.signed.identity import Identity
from signature_model.signed.xades.reading import read_xades
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import EVIDENCE, evidence, pades, with_attachments
from tests.kits.texts import pdf_with_text
from tests.kits.xades import CONTEXT, CONTRACT, SENT

AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
KARI_S = evaluate(read_xades(evidence(), SENT).signatures[0], CONTEXT, NOTHING)
SIGNED = "Dette dokumentet er signert digitalt av:\n"


def signer(name: str | None = "Nordmann, Kari Anne", number: str | None = KARI, method: str = "BankID") -> FoundSigner:
    who = Identity(name=name, number=number)
    return FoundSigner(where="", who=who, is_advanced=True, by=KARI_S, method=method, times=(AT,))


UNNUMBERED = signer(number=None)


@pytest.mark.parametrize(
    ("text", "signers", "found"),
    [
        pytest.param(f"Kari ({KARI}), signert 20.11.2026 med BankID", [signer()], [], id="the same"),
        pytest.param("Kari Ås\n(født 1.1.60)\n21.11.2026 kl. 00:30 UTC med BankID", [signer()], [], id="local time"),
        pytest.param("Kari, 01.01.2020, signed 20.11.2026 12:00 with BankID", [signer()], [], id="another date"),
        pytest.param(f"Ola ({OLA})", [signer()], ["names 028175"], id="another number"),
        pytest.param(f"Kari ({KARI}), Ola ({OLA})", [signer()], ["names 028175"], id="one number more"),
        pytest.param(f"Kari ({KARI})", [signer(), signer("Ola", OLA)], ["does not name 'Ola'"], id="one number less"),
        pytest.param(f"Ola ({OLA})", [UNNUMBERED], ["does not name 'Nordmann, Kari Anne'"], id="another name"),
        pytest.param("N O R D M A N N", [UNNUMBERED], [], id="spaced letters"),
        pytest.param("Ola", [signer(None, None)], [], id="no name in the evidence"),
        pytest.param("Kari, signert 19.11.2026", [signer()], ["signed on 19.11.2026"], id="another day"),
        pytest.param("Kari, 3.2.2026 med BankID", [signer()], ["signed on 3.2.2026"], id="another day, in short"),
        pytest.param("Kari, 20.11.2026 med MinID", [signer()], ["signed with MinID"], id="another method"),
        pytest.param(
            "Kari, 20.11.2026 med ID-porten: BankID", [signer(method="ID-porten")], [], id="the portal's method"
        ),
        pytest.param("Kari, 20.11.2026 med BankID, Ola, 20.11.2026 med BankID", [signer()], [], id="two on a line"),
        pytest.param(
            "Kari, 20.11.2026 med BankID\nOla, 20.11.2026 med BankID", [signer()], ["front page: 2;"], id="too many"
        ),
        pytest.param("Kari", [], [], id="no evidence"),
    ],
)
def test_only_certain_differences_of_the_front_page_count(
    text: str, signers: list[FoundSigner], found: list[str]
) -> None:
    differences = front_page_differences(f"{SIGNED}{text}", signers)
    assert len(differences) == len(found)
    assert all(part in each for part, each in zip(found, differences, strict=True))
    assert KARI not in f"{differences}"
    assert OLA not in f"{differences}"


def test_a_page_that_is_not_about_signing_is_not_compared() -> None:
    assert front_page_differences(f"Ola ({OLA})", [signer()]) == ()


ORIGINAL = pdf_with_text(["The pay is 30 000", "kroner"], ["Page two"])


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        pytest.param(["front", "The pay is 30 000\nkroner\nfooter", "Page two"], 0, id="the same"),
        pytest.param(["front", "footer\nkroner\nthe  pay is 30000", "Page two"], 0, id="in another order"),
        pytest.param(["front", "The pay is 90 000\nkroner", "Page two"], 1, id="another number"),
        pytest.param(["front", "", ""], 2, id="no text"),
        pytest.param(["front", None, "Page two"], 0, id="text that is not certain"),
        pytest.param(["front"], 0, id="no pages"),
    ],
)
def test_each_page_has_the_text_of_its_original(pages: list[str | None], found: int) -> None:
    documents = [SentDocument.of(CONTRACT, ORIGINAL)]
    assert len([*pages_without_text(pages, documents)]) == found
    assert not [*pages_without_text(pages, [replace(documents[0], content=None)])]


CONTRACT_PAGE = ["The pay is 30 000 kroner a month."]
PAID = SentDocument.of(CONTRACT, pdf_with_text(CONTRACT_PAGE))


@pytest.mark.parametrize(
    ("front", "page", "sent", "codes"),
    [
        pytest.param([f"Kari ({KARI}), signert 20.11.2026"], CONTRACT_PAGE, PAID, [], id="as signed"),
        pytest.param([f"Ola ({OLA}), signert 20.11.2026"], CONTRACT_PAGE, PAID, ["PSR824"], id="another person"),
        pytest.param(["signert"], ["The pay is 90 000 kroner a month."], PAID, ["PSR815", "PSR824"], id="another page"),
        pytest.param(
            [f"Kari ({KARI}), signert 20.11.2026"],
            CONTRACT_PAGE,
            replace(PAID, is_pdfa=True),
            ["PSR853"],
            id="not PDF/A",
        ),
    ],
)
def test_a_genuine_seal_over_a_false_story_is_found(
    front: list[str], page: list[str], sent: SentDocument, codes: list[str]
) -> None:
    content = pades(with_attachments(pdf_with_text(front, page), {EVIDENCE: evidence()}))
    report = validate_pades(content, Sent(documents=(sent,), signers=SENT.signers), CONTEXT)
    about_pages = {"PSR815", "PSR824", "PSR853"}
    assert sorted({each.code for each in report.findings} & about_pages) == codes


def test_a_front_page_that_cannot_be_read_is_not_compared() -> None:
    report = validate_pades(pades(), SENT, CONTEXT)
    assert "front page" in [each.layer for each in report.skipped]
