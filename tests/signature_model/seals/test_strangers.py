"""Seals that other signers write, in every manner known, are read and found sound; the witness made them."""

from dataclasses import replace

import pytest

from signature_model import validate_bundle
from tests.kits.bundles import SEAL, put_together
from tests.kits.jobs import PUBLIC
from tests.kits.reports import codes_of
from tests.signature_model.seals import witness
from tests.signature_model.seals.strangers import C14N, C14N_11, EXCLUSIVE, Manner, dotnet

JAVA = Manner()
DOTNET = Manner(
    ids="Id-6f1b2d1e-52b1-4d3c-9a55-00000000000{}",
    properties_id="xades-7b9a3c1e-2f54-4f0b-8f6d-1a2b3c4d5e6f",
    uri=str,
    issuer=dotnet,
    signing_time="2026-06-01T12:00:00.123Z",
    whole_chain=False,
)
PREFIXED = Manner(ds="ds:", xades="xades:")


@pytest.mark.parametrize(
    ("manner", "codes"),
    [
        pytest.param(JAVA, [], id="Java"),
        pytest.param(DOTNET, ["PSR511"], id=".NET"),
        pytest.param(PREFIXED, [], id="prefixes"),
        pytest.param(Manner(ds="ds:"), [], id="a prefix for XML Signature only"),
        pytest.param(Manner(xades="xades:"), [], id="a prefix for XAdES only"),
        pytest.param(Manner(blank="\n  "), [], id="pretty-printed"),
        pytest.param(replace(PREFIXED, blank="\n\t"), [], id="pretty-printed with prefixes"),
        pytest.param(Manner(blank="\n", newline="\r\n"), [], id="CRLF"),
        pytest.param(Manner(line="\n"), [], id="base64 in lines"),
        pytest.param(Manner(line="\n", newline="\r\n"), [], id="base64 in lines that end with CRLF"),
        pytest.param(Manner(line="&#13;\n"), [], id="base64 in lines that end with a character reference"),
        pytest.param(replace(DOTNET, blank="&#13;\n", line="&#xD;\n"), ["PSR511"], id="character references all over"),
        pytest.param(Manner(blank="<!-- a comment -->"), [], id="comments between tags"),
        pytest.param(Manner(blank="<?pi?>"), [], id="processing instructions between tags"),
        pytest.param(Manner(canonicalisation=C14N_11), [], id="C14N 1.1"),
        pytest.param(Manner(canonicalisation=C14N_11, transforms=(C14N_11,)), [], id="C14N 1.1 throughout"),
        pytest.param(Manner(transforms=()), [], id="no transform, which means C14N 1.0"),
        pytest.param(Manner(properties_first=True), [], id="the reference to the properties first"),
        pytest.param(Manner(signing_time="2026-06-01T12:00:00Z"), [], id="UTC"),
        pytest.param(Manner(signing_time="2026-06-01T12:00:00.1234567Z"), [], id="tenths of a microsecond"),
    ],
)
def test_what_other_signers_write_is_read(manner: Manner, codes: list[str]) -> None:
    members = manner.sealed("contract.pdf")
    assert witness.accepts(members[SEAL], members)
    assert codes_of(validate_bundle(put_together(members), PUBLIC)) == codes


@pytest.mark.parametrize(
    "manner",
    [
        pytest.param(Manner(canonicalisation=EXCLUSIVE), id="of the signed information"),
        pytest.param(Manner(transforms=(EXCLUSIVE,)), id="of the signed properties"),
        pytest.param(replace(PREFIXED, canonicalisation=EXCLUSIVE, transforms=(EXCLUSIVE,)), id="of both"),
        pytest.param(Manner(canonicalisation=f"{EXCLUSIVE}WithComments", blank="<!-- -->"), id="with comments"),
        pytest.param(Manner(canonicalisation=f"{C14N}#WithComments", blank="<!-- -->"), id="inclusive, with comments"),
        pytest.param(Manner(canonicalisation=f"{C14N_11}#WithComments", blank="<!-- -->"), id="1.1, with comments"),
    ],
)
def test_other_canonicalisations_are_told_and_computed_all_the_same(manner: Manner) -> None:
    members = manner.sealed("contract.pdf")
    assert witness.accepts(members[SEAL], members)
    assert codes_of(validate_bundle(put_together(members), PUBLIC)) == ["PSR505"]


@pytest.mark.parametrize("name", ["a b.pdf", "søknad.pdf", "a+b.pdf", "50%25.pdf", "a&b.pdf", "a;b.pdf", "~.pdf"])
@pytest.mark.parametrize("manner", [pytest.param(JAVA, id="form-encoded"), pytest.param(DOTNET, id="as they stand")])
def test_names_are_found_however_they_are_written(manner: Manner, name: str) -> None:
    report = validate_bundle(put_together(manner.sealed(name)), PUBLIC)
    assert report.is_valid
    assert not {"PSR013", "PSR014", "PSR503", "PSR506", "PSR507"} & set(codes_of(report))
