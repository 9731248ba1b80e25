"""A signature has its own signed properties, with the signing certificate and the signing time."""

from base64 import b64encode
from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signature_model.xml.trees import DSIG
from tests.kits.bundles import SEAL, changed, edited, resealed, taken_apart
from tests.kits.certificates import MOMENT, authority, rsa_key
from tests.kits.jobs import a_bundle
from tests.kits.reports import codes_of, found, of_bundle
from tests.kits.seals import Edit, every, name_certificates, name_signer, only, removed, saying, setting, without

XML = "{http://www.w3.org/XML/1998/namespace}"
A_KEY = "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>"
PROPERTIES = "/XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties"


def seal() -> bytes:
    return taken_apart()[SEAL]


def referred_again(root: etree._Element) -> None:
    reference = deepcopy(every(root, "Reference")[2])
    del reference.attrib["Type"]
    only(root, "SignedInfo").append(reference)


def with_a_twin(root: etree._Element) -> None:
    twin = etree.SubElement(etree.SubElement(only(root, "Signature"), f"{{{DSIG}}}Object"), "twin")
    twin.set("ID", "SignedProperties")


def holding(text: str) -> Edit:
    """Put an element in front of the certificates."""
    return lambda root: only(root, "KeyInfo").insert(0, etree.fromstring(text))


def naming_twice(root: etree._Element) -> None:
    named = only(root, "Cert")
    another = deepcopy(named)
    only(another, "X509SerialNumber").text = "17"
    named.addnext(another)


def in_lower_case(root: etree._Element) -> None:
    issuer = only(root, "X509IssuerName")
    issuer.text = (issuer.text or "").lower()


def last_first(root: etree._Element) -> None:
    certificates = only(root, "X509Data")
    certificates.insert(0, certificates[-1])


def with_a_stranger(root: etree._Element) -> None:
    stranger = deepcopy(only(root, "X509Data")[0])
    stranger.text = b64encode(authority("Fjellet").root.public_bytes(Encoding.DER)).decode()
    only(root, "X509Data").append(stranger)


def with_the_next_one(root: etree._Element) -> None:
    renewed = deepcopy(only(root, "X509Data")[0])
    renewed.text = b64encode(authority().issue().public_bytes(Encoding.DER)).decode()
    only(root, "X509Data").insert(0, renewed)


def without_issuers(root: etree._Element) -> None:
    _, issuing, top = only(root, "X509Data")
    removed(top)
    issuing.text = b64encode(authority("Fjellet").issue(key=rsa_key("another")).public_bytes(Encoding.DER)).decode()


def in_another_version(root: etree._Element) -> None:
    """Add properties of XAdES 1.1.1, which some readers prefer."""
    for name in ("QualifyingProperties", "SignedProperties"):
        etree.SubElement(only(root, "Object"), f"{{http://uri.etsi.org/01903/v1.1.1#}}{name}")


def about_nothing(root: etree._Element) -> None:
    del only(root, "Signature").attrib["Id"]
    only(root, "QualifyingProperties").set("Target", "#None")


def to_nothing(root: etree._Element) -> None:
    del only(root, "SignedProperties").attrib["Id"]
    every(root, "Reference")[2].set("URI", "#None")


def referred_by_xpointer(root: etree._Element) -> None:
    referred_again(root)
    every(root, "Reference")[3].set("URI", "#xpointer(id('SignedProperties'))")


def twin(name: str, on: str, value: str = "SignedProperties") -> Edit:
    """Give an element the Id of the signed properties in another attribute."""
    return lambda root: only(root, on).set(name, value)


# What else names the key, and the order of the certificates: PSR510, PSR518


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        pytest.param(holding(f'<KeyName xmlns="{DSIG}">ours</KeyName>'), [], id="a key name"),
        pytest.param(holding(f'<KeyValue xmlns="{DSIG}">{A_KEY}</KeyValue>'), ["PSR510"], id="another key"),
        pytest.param(naming_twice, ["PSR510"], id="a second Cert"),
        pytest.param(in_lower_case, [], id="the issuer in lower case"),
        pytest.param(last_first, ["PSR518"], id="the root first"),
        pytest.param(with_a_stranger, ["PSR518"], id="a stranger at the end"),
        pytest.param(with_the_next_one, ["PSR518"], id="another certificate for the same key first"),
        pytest.param(without_issuers, ["PSR511", "PSR517", "PSR518"], id="another enterprise instead of the issuers"),
    ],
)
def test_everything_names_the_key_that_seals(edit: Edit, codes: list[str]) -> None:
    assert found(resealed(edit)) == codes


# The signed properties, and signature wrapping: PSR509


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(without("Object"), id="no properties"),
        pytest.param(without("SignedProperties"), id="unsigned properties only"),
        pytest.param(without("Reference", index=2), id="no reference"),
        pytest.param(setting("Reference", "Type", None, index=2), id="a reference without its type"),
        pytest.param(setting("Reference", "URI", "#Signature", index=2), id="a reference to the signature"),
        pytest.param(setting("SignedProperties", "Id", "Others"), id="a reference to nothing"),
        pytest.param(setting("SignedProperties", "Id", None), id="properties without an Id"),
        pytest.param(setting("QualifyingProperties", "Target", "#Others"), id="about another signature"),
        pytest.param(setting("Signature", "Id", None), id="about a signature without an Id"),
        pytest.param(with_a_twin, id="an ID with the properties' Id"),
        pytest.param(referred_again, id="a second reference without a type"),
        pytest.param(referred_by_xpointer, id="a second reference by an XPointer"),
        pytest.param(in_another_version, id="others of another version of XAdES"),
        pytest.param(about_nothing, id="about a signature that the absence of an Id names"),
        pytest.param(to_nothing, id="a reference to the absence of an Id"),
        pytest.param(twin("ID", "KeyInfo"), id="an ID where the schema has none"),
        pytest.param(lambda root: root.set("{urn:x}id", "Signature"), id="an id with a prefix, at the root"),
        pytest.param(twin(f"{XML}id", "Object"), id="an xml:id"),
        pytest.param(twin("iD", "KeyInfo", " SignedProperties\n"), id="another case, and white space"),
    ],
)
def test_the_signature_refers_to_its_own_properties(edit: Edit) -> None:
    assert found(resealed(edit)) == ["PSR509"]


def test_an_xpointer_to_the_properties_is_a_reference_to_them() -> None:
    assert found(resealed(setting("Reference", "URI", "#xpointer(id('SignedProperties'))", index=2))) == []


def test_ids_of_strangers_that_are_repeated_or_odd_are_no_syntax_errors() -> None:
    for ids, codes in ((("a", "a"), ["PSR509"]), (("a", "1 2"), [])):
        strangers = "".join(f'<x xmlns="" xml:id="{each}"/>' for each in ids)
        assert found(changed(seal=edited(seal(), "</Object>", f"{strangers}</Object>"))) == codes


def test_two_references_to_the_properties_are_one_finding() -> None:
    def again(root: etree._Element) -> None:
        only(root, "SignedInfo").append(etree.fromstring(etree.tostring(every(root, "Reference")[2])))

    assert found(resealed(again)) == ["PSR509"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(setting("Reference", "Id", "ID_0", index=1), id="two references"),
        pytest.param(setting("Reference", "Id", "SignedProperties"), id="a reference and the properties"),
        pytest.param(setting("SignatureValue", "Id", "Signature"), id="the signature and its value"),
    ],
)
def test_an_id_that_stands_twice_is_one_finding(edit: Edit) -> None:
    [finding] = of_bundle(resealed(edit)).findings
    assert finding.code == "PSR509"
    assert finding.message.endswith("occurs 2 times")


@pytest.mark.parametrize(
    "decoy",
    [
        pytest.param('<x xmlns="urn:x" Id="SignedProperties"/>', id="an Id that no schema declares"),
        pytest.param('<x xmlns="urn:x"><y Id="ID_0"/></x>', id="deeper"),
    ],
)
def test_an_id_that_no_schema_knows_counts_as_well(decoy: str) -> None:
    wrapped = edited(seal(), "</Object>", f"</Object><Object>{decoy}</Object>")
    assert found(changed(seal=wrapped)) == ["PSR509"]


def test_properties_wrapped_around_the_signed_ones_are_one_finding() -> None:
    start, end = seal().index(b"<Object>"), seal().index(b"</Signature></XAdES")
    signed = seal()[start:end]
    forged = edited(signed.replace(b' Id="SignedProperties"', b' Id="Forged"'), "2026-06-01", "2027-06-01")
    hidden = (
        b'<Object><x xmlns="urn:x">' + signed.removeprefix(b"<Object>").removesuffix(b"</Object>") + b"</x></Object>"
    )
    for objects in (forged + signed, signed + forged, forged + hidden):
        assert found(changed(seal=seal()[:start] + objects + seal()[end:])) == ["PSR509"]


def test_properties_that_cannot_be_trusted_are_not_read() -> None:
    def forge(root: etree._Element) -> None:
        only(root, "SigningTime").text = "2001-01-01T00:00:00Z"
        only(root, "X509SerialNumber").text = "1"
        removed(only(root, "DataObjectFormat"))
        only(root, "QualifyingProperties").set("Target", "#Others")

    assert found(resealed(forge)) == ["PSR509"]


# Which certificate: PSR510


@pytest.mark.parametrize(
    ("edit", "parts"),
    [
        pytest.param(saying("DigestValue", b64encode(bytes(20)).decode(), index=3), "digest differs", id="digest"),
        pytest.param(saying("X509IssuerName", "CN=Somebody"), "issuer differs", id="issuer"),
        pytest.param(saying("X509IssuerName", "no name"), "issuer differs", id="no name"),
        pytest.param(saying("X509SerialNumber", "1"), "serial number differs", id="serial number"),
        pytest.param(
            lambda root: name_signer(root, authority("Fjellet").issue()),
            "digest and issuer and serial number differ",
            id="another certificate",
        ),
        pytest.param(
            lambda root: name_signer(root, authority().issue()),
            "digest and serial number differ",
            id="a renewed certificate for the same key",
        ),
    ],
)
def test_the_named_certificate_is_the_one_that_seals(edit: Edit, parts: str) -> None:
    [finding] = of_bundle(resealed(edit)).findings
    assert (finding.code, finding.where) == ("PSR510", PROPERTIES)
    assert finding.message == f"the signed properties name another certificate: {parts}"


def test_properties_without_a_signing_certificate_are_a_finding() -> None:
    [finding] = of_bundle(resealed(without("SigningCertificate"))).findings
    assert (finding.code, finding.where) == ("PSR510", PROPERTIES)
    assert finding.message == "the signed properties name no signing certificate"


def test_properties_in_an_object_inside_an_object_do_not_count() -> None:
    nested = edited(edited(seal(), "<Object>", "<Object><Object>"), "</Object>", "</Object></Object>")
    assert found(changed(seal=nested)) == ["PSR509"]


def test_what_does_not_verify_is_not_also_said_to_name_another_certificate() -> None:
    def exchanged(root: etree._Element) -> None:
        name_certificates(root, authority().issue(key=rsa_key("another")), authority().issuers)
        name_signer(root, authority().issue())

    assert found(resealed(exchanged)) == ["PSR504"]


# The time: PSR515


@pytest.mark.parametrize(
    ("off", "codes"),
    [
        pytest.param(timedelta(0), [], id="exact"),
        pytest.param(timedelta(seconds=5), [], id="5 seconds late"),
        pytest.param(timedelta(seconds=-5), [], id="5 seconds early"),
        pytest.param(timedelta(seconds=5, milliseconds=1), ["PSR515"], id="more than 5 seconds late"),
        pytest.param(timedelta(seconds=-6), ["PSR515"], id="6 seconds early"),
    ],
)
def test_the_signing_time_is_right_within_5_seconds(off: timedelta, codes: list[str]) -> None:
    assert codes_of(of_bundle(a_bundle(), now=MOMENT + off)) == codes


def test_the_message_states_how_far_the_signing_time_is_off() -> None:
    [finding] = of_bundle(a_bundle(), now=MOMENT + timedelta(days=1)).findings
    assert finding.where == f"{PROPERTIES}/SignedSignatureProperties/SigningTime"
    assert finding.message == "Mon 1 June 2026 14:00:00 CEST differs from the current time by 1 day, 0:00:00"


def test_without_a_present_moment_the_signing_time_is_not_compared() -> None:
    report = of_bundle(resealed(saying("SigningTime", "2026-05-31T12:00:00Z")), now=None)
    assert report.findings == ()


@pytest.mark.parametrize("now", [MOMENT, None])
def test_there_is_a_signing_time(now: datetime | None) -> None:
    [finding] = of_bundle(resealed(without("SigningTime")), now=now).findings
    assert (finding.code, finding.message) == ("PSR515", "the signing time is missing")
    assert finding.where == f"{PROPERTIES}/SignedSignatureProperties"


@pytest.mark.parametrize("now", [MOMENT, None])
@pytest.mark.parametrize("text", ["2026-06-01T12:00:00", "2030-01-31T12:00:00"])
def test_a_signing_time_has_a_utc_offset(text: str, now: datetime | None) -> None:
    [finding] = of_bundle(resealed(saying("SigningTime", text)), now=now).findings
    assert (finding.code, finding.message) == ("PSR515", f"{text} has no UTC offset")
    assert finding.where == f"{PROPERTIES}/SignedSignatureProperties/SigningTime"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-06-01T12:00:05.0000019Z", id="seven decimals"),
        pytest.param("2026-06-01T11:59:54.999999999Z", id="nine decimals"),
        pytest.param("99999-01-01T00:00:00Z", id="a year of five digits"),
        pytest.param("-0001-01-01T00:00:00Z", id="before our era"),
        pytest.param("9999-12-31T24:00:00-14:00", id="the very last midnight"),
        pytest.param("0001-01-01T00:00:00+14:00", id="the very first"),
    ],
)
def test_a_signing_time_beyond_datetime_is_checked(text: str) -> None:
    assert "PSR515" in found(resealed(saying("SigningTime", text)))


@pytest.mark.parametrize(
    "text",
    [
        *("2026-06-01T14:00:00+02:00", "2026-06-01T12:00:00.000Z", "2026-06-01T11:59:58.5Z"),
        *("2026-06-01T12:00:05.0000009Z", "2026-06-01T11:59:55.123456789Z", "\n 2026-06-01T12:00:00Z\t"),
    ],
)
def test_a_time_may_be_written_in_any_way_of_the_schema(text: str) -> None:
    assert found(resealed(saying("SigningTime", text))) == []
