"""A seal is read as far as possible, and refused where it cannot be."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnreadableInput
from signature_model.seals.inspection import MAX_NODES, inspect_seal
from signature_model.xml.trees import ASIC, DSIG
from tests.kits.bundles import SEAL, taken_apart
from tests.kits.certificates import authority, changed

FIRST = "Signature/SignedInfo/Reference[1]/DigestValue"
NOT_BASE64 = "`DigestValue` is not base64"


def seal(*changes: tuple[str, str]) -> bytes:
    """The seal of the valid bundle, changed as text."""
    text = taken_apart()[SEAL].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def test_a_valid_seal_has_one_signature_and_no_fault() -> None:
    examined_seal = inspect_seal(seal())
    assert (examined_seal.refusal, examined_seal.faults, len(examined_seal.signatures)) == (None, (), 1)
    assert examined_seal.root is not None
    assert examined_seal.positions is not None
    assert examined_seal.positions.maybe_of(examined_seal.signatures[0]) is not None


@pytest.mark.parametrize(
    ("content", "kind", "message", "line"),
    [
        pytest.param(b"", MalformedXml, "not well-formed XML: Document is empty, line 1, column 1", 1, id="nothing"),
        pytest.param(
            b"\n<XAdESSignatures/>",
            OtherDocument,
            "the root element is not `XAdESSignatures` of the ASiC namespace",
            2,
            id="another document",
        ),
        pytest.param(
            b"<a>" + b"<b/>" * (MAX_NODES - 1) + b"</a>",
            OtherDocument,
            "the root element is not `XAdESSignatures` of the ASiC namespace",
            1,
            id="as many nodes as canonical form is for",
        ),
        pytest.param(
            b"<a>" + b"<b/>" * MAX_NODES + b"</a>",
            ForbiddenXml,
            "more than 2,000 elements, attributes and texts",
            None,
            id="more than canonical form is for",
        ),
    ],
)
def test_what_is_no_seal_is_refused(
    content: bytes, kind: type[UnreadableInput], message: str, line: int | None
) -> None:
    refusal = inspect_seal(content).refusal
    assert type(refusal) is kind
    assert (refusal.message, refusal.line) == (message, line)


def test_signs_in_a_text_are_not_nodes() -> None:
    assert inspect_seal(seal(("<Object>", f"<Object><!-- {'=' * MAX_NODES} -->"))).refusal is None


@pytest.mark.parametrize("number", [0, 2])
def test_of_none_or_several_signatures_the_schema_is_not_asked(number: int) -> None:
    signatures = f'<Signature xmlns="{DSIG}"/>' * number
    examined_seal = inspect_seal(f'<XAdESSignatures xmlns="{ASIC}">{signatures}</XAdESSignatures>'.encode())
    assert (len(examined_seal.signatures), examined_seal.faults) == (number, ())


def test_the_faults_of_a_seal_are_told() -> None:
    [fault] = inspect_seal(seal((' Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"', ""))).faults
    assert fault.message == "`DigestMethod` needs the attribute `Algorithm`"


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        pytest.param(
            "<KeyInfo>",
            '<KeyInfo xmlns:x="other">',
            "Signature/KeyInfo",
            "the namespace name 'other' is relative",
            id="a",
        ),
        pytest.param(
            "<Object>", '<Object xmlns:x=\n"../x">', "Signature/Object", "the namespace name '../x' is relative", id="b"
        ),
        pytest.param("<Object>", '<Object xmlns:x="&#x66;:x" xmlns:y="a&#58;b">', None, None, id="absolute, escaped"),
        pytest.param("<Object>", '<Object><!-- xmlns:x="other" -->', None, None, id="in a comment"),
        pytest.param("<DigestValue>", "<DigestValue>\N{NO-BREAK SPACE}", FIRST, NOT_BASE64, id="a no-break space"),
        pytest.param("<DigestValue>", "<DigestValue>\x85", FIRST, NOT_BASE64, id="a next line"),
        pytest.param("<DigestValue>", "<DigestValue> \t\n", None, None, id="white space of XML"),
    ],
)
def test_what_libxml2_accepts_and_others_do_not_is_a_fault(
    old: str, new: str, where: str | None, message: str | None
) -> None:
    faults = inspect_seal(seal(("?>", "?>\n"), (old, new))).faults
    assert [(each.where, each.message) for each in faults] == ([] if where is None else [(where, message)])
    assert {each.line for each in faults} <= {2, 3}


def test_a_signature_inside_another_counts() -> None:
    inspected = inspect_seal(seal(("<Object>", f'<Object><Signature xmlns="{DSIG}"/>')))
    assert (len(inspected.signatures), inspected.faults) == (2, ())


def test_an_id_that_stands_twice_is_not_the_schemas_to_tell() -> None:
    content = seal(("<SignedInfo", '<SignedInfo Id="twice"'), ("<SignatureValue", '<SignatureValue Id="twice"'))
    assert inspect_seal(content).faults == ()


def test_a_revocation_list_must_be_one() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    builder = x509.CertificateRevocationListBuilder(authority().issuing.subject, now, now)
    listed = b64encode(builder.sign(authority().issuing_key, SHA256()).public_bytes(Encoding.DER)).decode()
    before = ("<X509Certificate>", f"<X509CRL>{listed}</X509CRL><X509Certificate>")
    assert inspect_seal(seal(before)).faults == ()
    [fault] = inspect_seal(seal(before, (listed, "AAAA"))).faults
    assert fault.where == "Signature/KeyInfo/X509Data/X509CRL"
    assert fault.message == "`X509CRL` does not contain a certificate revocation list"


def test_what_is_no_certificate_is_a_fault_of_its_own() -> None:
    content = seal(("<X509Certificate>", "<X509Certificate>AAAA</X509Certificate><X509Certificate>"))
    [fault] = inspect_seal(content).faults
    assert fault.where == "Signature/KeyInfo/X509Data/X509Certificate[1]"
    assert fault.message == "`X509Certificate` does not contain a certificate"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        pytest.param("0282010100", "0292010100", "a malformed public key", id="key"),
        pytest.param(
            "0603551d13 0101ff 0405 3003", "0603551d13 0101ff 0405 3063", "a malformed extension", id="extension"
        ),
        pytest.param("0b0500 0382", "0c0500 0382", "two different algorithms of its signature", id="algorithm"),
    ],
)
def test_a_certificate_with_a_part_that_cannot_be_read_is_a_fault(old: str, new: str, part: str) -> None:
    malformed = changed(authority().root, bytes.fromhex(old), bytes.fromhex(new))
    text = b64encode(malformed.public_bytes(Encoding.DER)).decode()
    [fault] = inspect_seal(seal(("</X509Data>", f"<X509Certificate>{text}</X509Certificate></X509Data>"))).faults
    assert fault.message == f"`X509Certificate` contains a certificate with {part}"
