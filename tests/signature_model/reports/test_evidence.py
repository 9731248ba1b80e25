"""The evidence report: made from JSON that its schema describes, with the answer, and without whole id numbers."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html
from pyhanko.sign.fields import SigFieldSpec

from signature_model import Context, SignatureType
from signature_model.reports import signed
from signature_model.reports.answers import answer, time_in_words
from signature_model.reports.evidence.page import page
from signature_model.reports.json import document
from signature_model.reports.results import Criteria, Result, Summary, undecided
from signature_model.reports.signed import Basis
from signature_model.reports.tools import VALIDATE_SIGNED
from signature_model.signed import Sent, SentDocument, SentSigner, validate_package, validate_signed
from signature_model.signed.rules.catalogue import CATALOGUE, layer_of
from tests.kits.authorities import NOW, kari, organization, person, root
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import pades, pages, sign
from tests.kits.xades import CONTEXT, PAPER, SENT, xades
from tests.signature_model.signed.test_packages import package

SCHEMA = json.loads(Path(signed.__file__).with_name("signed_report.schema.json").read_text())
OLA_ADDRESSED = replace(SENT, signers=(SentSigner(number=OLA, signature_type=SignatureType.ADVANCED),))
ADVANCED = replace(SENT, signers=(SentSigner(number=KARI, signature_type=SignatureType.ADVANCED),))


def authenticated() -> bytes:
    about = (
        f"<SignerName>Kari Nordmann</SignerName><SignerNationalId>{KARI}</SignerNationalId>"
        "<SigningMethod>MinID</SigningMethod>"
    )
    return packed(f"<SignerDescription>{about}</SignerDescription>")


def many() -> bytes:
    return packed(*(f"<SignerDescription><SignerName>K{n}</SignerName></SignerDescription>" for n in range(5)))


def packed(*descriptions: str) -> bytes:
    """A packager's statement about signers."""
    return xades(by=organization(), level="LT", content=f"<S>{''.join(descriptions)}</S>")


def result(content: bytes, sent: Sent = SENT, context: Context = CONTEXT) -> Result:
    return Criteria().signed_result("in/file.xml", validate_signed(content, sent, context), content)


def written(results: Iterable[Result], sent: Sent | None = SENT, context: Context = CONTEXT) -> tuple[Any, str]:
    """Return the JSON and the text of the page."""
    summary = Summary()
    basis = Basis(context=context, sent=sent, command=("validate-signed", f"--signer={KARI}"))
    text = "".join(document(summary.counting(results), summary, tool=VALIDATE_SIGNED, basis=basis))
    report = json.loads(text)
    jsonschema.validate(report, SCHEMA)
    made = "".join(page(report, VALIDATE_SIGNED.rules_by_code()))
    assert made.isascii()
    assert not any(number in text + made for number in (KARI, OLA))
    (body,) = html.document_fromstring(made).iter("body")
    return report, " ".join(" ".join(body.itertext()).split())


LTA, OWN = xades(), "Kari Nordmann (018180*****)"


@pytest.mark.parametrize(
    ("make", "parts"),
    [
        pytest.param(
            lambda: result(LTA),
            [
                f"Valid {OWN} signed contract.pdf on 20 November 2026 at 13:00 CET (12:00 UTC) with BankID.",
                "A time-stamp proves",
                "This can be verified until 1 January 2031.",
                f"Who signed {OWN} addressed by you",
                "sent by you, and signed",
                "LTA (with a time-stamp, revocation data and an archive time-stamp)",
                "Time passed",
                "Renew before 1 January 2030",
                "validate-signed --signer=018180*****",
            ],
            id="valid",
        ),
        pytest.param(
            lambda: result(LTA, OLA_ADDRESSED),
            ["Invalid Do not rely on this document. Other signer: signed by", "not addressed by you", "Signers failed"],
            id="invalid",
        ),
        pytest.param(
            lambda: result(LTA, SENT, Context(now=NOW)),
            [
                "Not decided It cannot be decided whether this document is proof.",
                "No trust anchors given. To get an answer, add: the roots of the issuers that you trust.",
                "According to the document: Kari",
                "without trust anchors, a time-stamp proves nothing",
                "Certificates not decided",
            ],
            id="undecided",
        ),
        pytest.param(
            lambda: result(xades(level="T")),
            ["OCSP responses or CRLs for the certificates", "Years weak"],
            id="no revocation data",
        ),
        pytest.param(
            lambda: result(authenticated()),
            ["with MinID, as Pakker AS 989584022 states", "Stated by Pakker AS", "MinID, security level 3"],
            id="authenticated",
        ),
        pytest.param(
            lambda: result(many(), replace(SENT, signers=None)), ["2 more people have signed"], id="many signers"
        ),
        pytest.param(
            lambda: result(b"<a/>"), ["Form failed", "Integrity not checked", "No signer is known"], id="not signed"
        ),
        pytest.param(
            lambda: undecided("a.xml", "it cannot be read"), ["Not decided it cannot be read"], id="unreadable"
        ),
        pytest.param(lambda: result(pades()), ["Seal", "Posten Bring AS", "in signer-1.xml"], id="a PDF"),
    ],
)
def test_a_report_gives_the_answer(make: Callable[[], Result], parts: list[str]) -> None:
    _, text = written([make()])
    assert [part for part in parts if part not in text] == []


def test_an_error_that_is_left_out_is_named_and_nothing_is_called_proved() -> None:
    report = validate_signed(LTA, SENT, replace(CONTEXT, trust_anchors=(root("Fjellet").certificate,)))
    made = Criteria(ignore=("PSR840",)).signed_result("file.xml", replace(report, undecided=()), LTA)
    found, text = written([made])
    assert found["results"][0]["left_out"] == ["PSR840"]
    for part in (
        "Valid Errors were left out of this verdict: unknown issuer (PSR840). According to the document: Kari",
        "Who signed, according to the document",
        "Certificates not checked",
        "Not checked: PSR840 was left out: the signer's signature was made by",
    ):
        assert part in text
    assert "Nothing has changed since" not in text


def test_every_rule_belongs_to_a_layer() -> None:
    layers = [layer_of(code) for code in CATALOGUE]
    assert list(dict.fromkeys(layers)) == [
        "form", "cryptography", "documents", "signers", "time", "certificates", "years"
    ]  # fmt: skip
    assert layer_of("PSR824") == "documents"


def test_what_to_do_is_said_once() -> None:
    """The seal and its time-stamp lack revocation data."""
    _, text = written([result(pades(level="T"))])
    assert text.count("PSR845") == 2
    assert text.count("fetch OCSP responses or CRLs, and keep them") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-06-30T12:00:00+00:00", "30 June 2026 at 14:00 CEST (12:00 UTC)"),
        ("0001-01-01T00:00:00+14:00", "1 January 1 at 00:00 UTC+14:00"),
        ("2026-11-30T23:30:00+00:00", "1 December 2026 at 00:30 CET (30 November at 23:30 UTC)"),
    ],
)
def test_times_are_norwegian(text: str, words: str) -> None:
    assert time_in_words(datetime.fromisoformat(text)) == words


def test_a_report_says_what_was_not_compared() -> None:
    unknown = result(LTA, Sent(), Context())
    _, text = written([unknown], None, Context())
    assert "not compared with the signers you addressed" in text
    assert "The documents that you sent were not given" in text
    assert "No trust anchors were given" in text


def test_several_documents_have_a_part_each() -> None:
    report, text = written([result(LTA), result(pades()), result(LTA), result(LTA)])
    assert report["summary"]["checked"] == 4
    assert "file.xml, file.xml, file.xml and others" in text


def test_a_report_without_a_basis_can_be_shown() -> None:
    summary = Summary()
    report = json.loads("".join(document(summary.counting([result(LTA)]), summary, tool=VALIDATE_SIGNED)))
    jsonschema.validate(report, SCHEMA)
    assert "not stated" in "".join(page(report, {}))


def test_facts_may_be_missing() -> None:
    report, _ = written([replace(result(LTA, ADVANCED), file=None)])
    report["results"][0]["signers"][0]["signature"] |= {"certificate": None, "proved_at": None, "claimed_at": None}
    jsonschema.validate(report, SCHEMA)
    made = "".join(page(report, {}))
    assert "not stated" in made
    assert "advanced signature; ordered: advanced" in made


def test_many_reasons_are_counted() -> None:
    sent = Sent(
        documents=tuple(SentDocument(name=f"{each}.pdf", digests={}) for each in range(5)), signers=SENT.signers
    )
    report, _ = written([result(LTA, sent)], sent)
    assert report["results"][0]["answer"][-1].endswith("more reasons below.")


def test_digests_of_what_was_sent_are_enough() -> None:
    documents = tuple(replace(each, content=None, digests={}) for each in SENT.documents or ())
    report, _ = written([result(LTA)], Sent(documents=documents, signers=(SentSigner(number=None),)))
    assert report["basis"]["documents"] == [{"name": "contract.pdf", "size": None, "sha256": None}]


def test_a_package_is_asked_other_questions_than_its_files() -> None:
    report = validate_package(package(), None, CONTEXT)
    seal = Criteria().signed_result("p.asice", report.seal, package())
    files = [Criteria().signed_result(f"p.asice/{name}", each, b"") for name, each in report.documents.items()]
    _, text = written([seal, *files], sent=None)
    assert text.count("Who sealed the package") == 1
    assert text.count("Is every file in the package sealed?") == 1
    assert text.count("Did the people you addressed sign?") == len(files)


def test_an_organisation_alone_does_not_say_who_signed() -> None:
    _, text = written([result(xades(by=organization(), level="LT"), replace(SENT, signers=None))])
    assert "Pakker AS 989584022 sealed contract.pdf on 20 November 2026" in text
    assert "and does not state who signed." in text


def test_the_answer_names_a_broken_attachment() -> None:
    report, text = written([result(pades(pages(attachments={"signer-1.xml": b"<a>"})), SENT)])
    answer = " ".join(report["results"][0]["answer"])
    assert "Not a signed document (signer-1.xml): not well-formed XML" in answer
    assert "Not a signed document (signer-1.xml): not well-formed XML" in text


def test_the_answer_says_which_signer_is_not_certain() -> None:
    sent = replace(SENT, signers=(SentSigner(number=KARI), SentSigner(number=None)))
    report, text = written([result(xades(by=person("Ola Nordmann", None), level="LT"), sent)])
    _, uncertain, *_ = report["results"][0]["answer"]
    assert uncertain.startswith("The evidence names 'Ola Nordmann' without a national id number to compare, so")
    assert uncertain in text


def test_the_answer_says_which_signature_is_visible_on_a_page() -> None:
    box = SigFieldSpec("Kari", box=(20, 20, 120, 60))
    native = sign(PAPER, kari(), level="B", name="Kari", certify=False, field=box)
    content = f"<Ltv><NativePdf>{b64encode(native).decode()}</NativePdf></Ltv>"
    packed = xades(by=organization(), documents={}, content=content, level="LT")
    report = validate_signed(packed, SENT, CONTEXT, revocation=[kari().issuer.response(kari())])
    sentences = answer(Criteria().signed_result("a.xml", report), report)
    visible = "The signature 'Kari' is visible on a page of the document; check that it does not hide anything."
    assert sentences[-1].startswith(visible)
    assert "Nothing has changed" not in " ".join(sentences)

    invisible = validate_signed(xades(level="LT"), SENT, CONTEXT)
    assert answer(Criteria().signed_result("a.xml", invisible), invisible)[-1].startswith("Nothing has changed")
