"""What is sealed is right to the byte, and independent verifiers agree."""

import hashlib
import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model import Credentials, Document, PortalJob, build_bundle, validate_bundle
from signature_model.seals.writing import SealedFile, write_seal
from signature_schema import load_seal
from tests.kits.bundles import SEAL, taken_apart
from tests.kits.certificates import (
    AUTHORITY,
    ISSUING,
    MOMENT,
    SIGNING,
    certificate,
    issuer_name,
    name,
    pem,
    pem_key,
    rsa_key,
    seid1,
    seid2,
)
from tests.kits.jobs import PUBLIC, a_job, a_pdf, credentials
from tests.kits.seals import every, only
from tests.signature_model.seals import witness


def sealed(*names: str, at: datetime = MOMENT, by: Credentials | None = None) -> etree._Element:
    """The seal over files of these names, whose content is their name."""
    return etree.fromstring(sealed_text(*names, at=at, by=by))


def sealed_text(*names: str, at: datetime = MOMENT, by: Credentials | None = None) -> bytes:
    files = [
        SealedFile(name=each, mime="application/pdf", digest=hashlib.sha256(each.encode()).digest()) for each in names
    ]
    return write_seal(files, by or credentials(), at)


def members(*names: str) -> dict[str, bytes]:
    return {each: each.encode() for each in names}


# The known answer


def known_answer(folder: Path) -> tuple[dict[str, list[str]], str, str]:
    """The values by what they are, and the canonical forms of the signed properties and the signed information."""
    text = (folder / "golden" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| (`[^|]+) \|$", text, re.MULTILINE)
    properties, information = re.findall(r"```xml\n(.+)\n```", text)
    return {what: re.findall(r"`([^`]+)`", values) for what, values in rows}, properties, information


def test_the_known_answer_is_reproduced_to_the_byte(vectors: Path) -> None:
    values, properties, information = known_answer(vectors)
    by = Credentials.from_pkcs12(vectors / "golden" / "selfsigned-keystore.p12", "password1234")
    files = [
        ("dokument.pdf", "application/pdf", b"hoveddokument-innhold"),
        ("manifest.xml", "application/xml", b"manifest-innhold"),
    ]
    sealed_files = [
        SealedFile(name=name, mime=mime, digest=hashlib.sha256(content).digest()) for name, mime, content in files
    ]
    moment = datetime(2018, 11, 29, 9, 15, tzinfo=timezone(timedelta(hours=1)))
    seal = write_seal(sealed_files, by, moment)
    root = etree.fromstring(seal)
    assert [each.text for each in every(root, "DigestValue")] == [
        *values["digest of ID_0"],
        *values["digest of ID_1"],
        *values["digest of SignedProperties"],
        values["CertDigest (SHA-1)"][0],
    ]
    assert only(root, "X509SerialNumber").text == values["CertDigest (SHA-1)"][1]
    assert [only(root, "SignatureValue").text] == values["SignatureValue"]
    # The document holds the canonical forms themselves, but for the namespaces that it declares further out.
    assert properties.partition(" Id=")[2] in seal.decode()
    assert information.partition(">")[2] in seal.decode()
    assert witness.accepts(seal, {name: content for name, _, content in files})


# What is in a seal


def test_a_seal_is_valid_by_the_schemas() -> None:
    load_seal().assertValid(sealed("a.pdf", "manifest.xml").getroottree())


def test_the_document_says_what_it_is() -> None:
    assert sealed_text("a.pdf").startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="no"?><XAdESSignatures ')


def test_files_are_referred_to_in_their_order_and_the_properties_last() -> None:
    references = every(sealed("b.pdf", "a.pdf"), "Reference")
    assert [(each.get("Id"), each.get("URI")) for each in references] == [
        ("ID_0", "b.pdf"),
        ("ID_1", "a.pdf"),
        (None, "#SignedProperties"),
    ]
    assert [len(every(each, "Transform")) for each in references] == [0, 0, 1]


def test_each_file_has_its_media_type() -> None:
    file = SealedFile(name="a", mime='text/plain;x="<&>\r"', digest=bytes(32))
    root = etree.fromstring(write_seal([file, replace(file, mime="application/xml")], credentials(), MOMENT))
    assert [(each.get("ObjectReference"), each[0].text) for each in every(root, "DataObjectFormat")] == [
        ("#ID_0", 'text/plain;x="<&>\r"'),
        ("#ID_1", "application/xml"),
    ]
    assert not witness.accepts(etree.tostring(root), {"a": b""})


def test_the_whole_chain_is_in_the_seal_leaf_first() -> None:
    held = [b64decode(each.text or "") for each in every(sealed("a.pdf"), "X509Certificate")]
    assert len(held) == 3
    assert held == [each.public_bytes(Encoding.DER) for each in credentials().chain]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        pytest.param(MOMENT, "2026-06-01T12:00:00Z", id="UTC"),
        pytest.param(MOMENT.replace(microsecond=123_999), "2026-06-01T12:00:00.123Z", id="cut to milliseconds"),
        pytest.param(MOMENT.replace(microsecond=999_999), "2026-06-01T12:00:00.999Z", id="not rounded"),
        pytest.param(MOMENT.replace(microsecond=999_000), "2026-06-01T12:00:00.999Z", id="the last millisecond"),
        pytest.param(MOMENT.replace(microsecond=999), "2026-06-01T12:00:00Z", id="less than a millisecond"),
        pytest.param(MOMENT.astimezone(timezone(timedelta(hours=2))), "2026-06-01T14:00:00+02:00", id="another zone"),
        pytest.param(MOMENT.astimezone(timezone(timedelta(minutes=345))), "2026-06-01T17:45:00+05:45", id="Nepal"),
        pytest.param(MOMENT.astimezone(timezone(timedelta(hours=-14))), "2026-05-31T22:00:00-14:00", id="farthest"),
        pytest.param(MOMENT.astimezone(timezone(timedelta(hours=15))), "2026-06-01T12:00:00Z", id="beyond 14 hours"),
        pytest.param(MOMENT.astimezone(timezone(timedelta(seconds=-90))), "2026-06-01T12:00:00Z", id="with seconds"),
    ],
)
def test_the_signing_time_is_to_the_millisecond_in_its_zone(moment: datetime, text: str) -> None:
    assert only(sealed("a.pdf", at=moment), "SigningTime").text == text


@pytest.mark.usefixtures("far_east")
def test_a_zone_that_cannot_be_said_gives_utc_whatever_the_machine_s_own() -> None:
    moment = MOMENT.astimezone(timezone(timedelta(hours=15)))
    assert only(sealed("a.pdf", at=moment), "SigningTime").text == "2026-06-01T12:00:00Z"


def test_the_same_files_time_and_key_give_the_same_bytes() -> None:
    assert sealed_text("a.pdf") == sealed_text("a.pdf")


# What others make of it


TITLES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
NAMES = st.lists(TITLES.filter(lambda text: not text.startswith("#")), min_size=1, max_size=5, unique=True)


@given(names=NAMES, moment=MOMENTS)
def test_whatever_is_sealed_the_witness_accepts(names: list[str], moment: datetime) -> None:
    assert witness.accepts(sealed_text(*names, at=moment), members(*names))


@pytest.mark.parametrize(
    "href", ["a b.pdf", "søknad.pdf", "a+b.pdf", "50%.pdf", "%20.pdf", "a&b.pdf", "a;b.pdf", "[1].pdf", "x#y?z.pdf"]
)
def test_a_bundle_with_names_that_encodings_differ_on_is_sealed_right(href: str) -> None:
    job = a_job(documents=[Document.from_bytes(a_pdf(), title="Contract", href=href)])
    bundle = build_bundle(job, credentials(), signing_time=MOMENT).content
    found = taken_apart(bundle)
    assert href in found
    assert witness.accepts(found[SEAL], found)
    assert validate_bundle(bundle, PUBLIC).is_valid


def of_many_documents() -> PortalJob:
    documents = [Document.from_bytes(a_pdf(), title=f"Søknad nr. {number}") for number in range(1, 21)]
    return a_job(title="Ærlig talt: søknader på blåbær", documents=documents)


def deprecated() -> PortalJob:
    return a_job(
        title="Contract", documents=[Document.from_bytes(a_pdf(), title="Contract")], deprecated_single_document=True
    )


@pytest.mark.parametrize(
    "job", [pytest.param(of_many_documents(), id="20"), pytest.param(deprecated(), id="deprecated")]
)
def test_the_witness_accepts_bundles_as_they_are_built(job: PortalJob) -> None:
    found = taken_apart(build_bundle(job, credentials(), signing_time=MOMENT).content)
    assert witness.accepts(found[SEAL], found)


# RFC 2253 has something to escape in each of these.
AWKWARD = name((NameOID.ORGANIZATION_NAME, 'Ærlig, "Trygg" + Sønn <AS>; #1 \\ &'), (NameOID.COMMON_NAME, " blank "))


def credentials_by(subject: x509.Name, issuer: x509.Name) -> Credentials:
    key = rsa_key("awkward")
    root = certificate(issuer, issuer, key, key, extensions=(AUTHORITY, ISSUING))
    leaf = certificate(subject, issuer, rsa_key("enterprise"), key, extensions=(SIGNING,))
    return Credentials.from_pem(pem(leaf, root), pem_key(rsa_key("enterprise")))


@pytest.mark.parametrize("subject", [pytest.param(seid1(), id="SEID 1"), pytest.param(seid2(), id="SEID 2")])
@pytest.mark.parametrize("issuer", [pytest.param(issuer_name("CA"), id="usual"), pytest.param(AWKWARD, id="awkward")])
def test_the_witness_accepts_seals_by_every_kind_of_certificate(subject: x509.Name, issuer: x509.Name) -> None:
    seal = sealed_text("a.pdf", by=credentials_by(subject, issuer))
    assert witness.accepts(seal, members("a.pdf"))


def test_the_witness_refuses_a_file_that_was_changed() -> None:
    assert not witness.accepts(sealed_text("a.pdf"), {"a.pdf": b"other"})


def test_the_witness_refuses_a_missing_file() -> None:
    assert not witness.accepts(sealed_text("a.pdf"), {})
