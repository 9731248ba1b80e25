"""Overviews of signed documents: what they say, without a verdict and without id numbers."""

import builtins
import json
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from lxml import html

from signature_model import UnreadableInput
from signature_model.preview import signed
from signature_model.preview.signed import (
    SignatureOverview,
    SignedOverview,
    act,
    overview_of_signed,
    signed_lines,
    signed_object,
)
from signature_model.preview.signed_page import signed_page
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.facts import Form
from tests.kits.jobs import KARI, a_pdf
from tests.kits.pades import pades
from tests.kits.sdo import sdo
from tests.kits.xades import xades

ENCRYPTED = a_pdf().replace(b"/Size", b"/Encrypt 9 0 R /Size", 1)


def shown(content: bytes) -> tuple[SignedOverview, str]:
    """Return the overview and its lines; JSON and page have been checked."""
    overview = overview_of_signed(content)
    schema = json.loads(Path(signed.__file__).with_name("signed.schema.json").read_text())
    value = json.loads(json.dumps(signed_object(overview)))
    jsonschema.validate(value, schema)
    page = "".join(signed_page(overview, "<script>.xml", b"\x89PNG"))
    lines = "\n".join(signed_lines(overview))
    assert page.isascii()
    assert KARI not in f"{page}{lines}{json.dumps(value)}{overview!r}"
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script")
    assert len(tree.xpath("//li[@class='row']")) == len(overview.signatures)
    return overview, lines


def test_a_xades() -> None:
    overview, lines = shown(xades())
    assert (overview.form, overview.page_count, overview.problems) == (Form.XADES, None, ())
    assert lines.splitlines()[1:3] == [
        "Signature 1    Kari Nordmann (018180*****) signed contract.pdf",
        "  Time         Fri 20 November 2026 13:00 CET, as claimed",
    ]
    assert lines.endswith(signed.NOT_VALIDATED)


def test_a_pades_with_its_evidence() -> None:
    overview, lines = shown(pades(level="LTA"))
    assert overview.form is Form.PADES
    assert "Attachments    signer-1.xml\n" in lines
    assert "Posten Bring AS 984661185 sealed\n" in lines
    assert "issued a time-stamp\n" in lines
    assert "signed contract.pdf, in the attachment " in lines


def test_a_seid_sdo() -> None:
    overview, lines = shown(sdo())
    assert overview.form is Form.SDO
    assert "Signature 1    Nordmann, Kari signed\n" in lines
    assert "  Method       BankID\n" in lines


def test_damage_is_shown() -> None:
    content = pades(level="T").replace(b"/MediaBox", b"/MediaBoy", 1)
    overview, lines = shown(content)
    assert {each.code for each in overview.problems} == {"PSR805"}
    assert "  error PSR805: " in lines


@pytest.mark.parametrize(
    ("content", "last"),
    [
        pytest.param(a_pdf(), "This PDF has no signature.", id="unsigned"),
        pytest.param(b"%PDF-1.7", "No signature could be read.", id="damaged"),
        pytest.param(
            a_pdf().replace(b"/Size", b"/Encrypt 9 0 R /Size", 1), "No signature could be read.", id="encrypted"
        ),
    ],
)
def test_a_pdf_without_signatures(content: bytes, last: str) -> None:
    overview, lines = shown(content)
    assert (overview.form, overview.signatures) == (None, ())
    assert lines.startswith("Form           PDF, ")
    assert lines.endswith(last)


def test_without_pyhanko(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *rest: object) -> object:
        if name.startswith("pyhanko"):
            raise ModuleNotFoundError(name)
        return imported(name, *rest)  # type: ignore[arg-type] # as they came

    content, imported = pades(level="T"), builtins.__import__
    for name in [each for each in sys.modules if each.startswith("pyhanko")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    _, lines = shown(content)
    assert "Not read       PDF documents need pyHanko" in lines


@pytest.mark.parametrize("content", [b"<a/>", b"<a>", b"<!DOCTYPE a><a/>"])
def test_what_is_not_a_signed_document(content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        overview_of_signed(content)


def test_what_a_packager_says_of_a_signer() -> None:
    (first, *_) = overview_of_signed(xades()).signatures
    facts = replace(first.facts, kind=Kind.PACKAGER, organization="Packager AS", certificate=None, method="BankID")
    signature = SignatureOverview(facts=facts, files=(), enclosed=2)
    assert act(signature) == "Packager AS sealed 2 enclosed documents"
    assert [*signed.details(signature)][::2] == [("Signer", "Kari Nordmann (018180*****)"), ("Method", "BankID")]
    nameless = replace(signature, facts=replace(facts, name=None, organization=None, claimed_at=None))
    assert act(nameless) == "unknown sealed 2 enclosed documents"
    assert [*signed.details(nameless)] == [("Signer", "unknown (018180*****)"), ("Method", "BankID")]
