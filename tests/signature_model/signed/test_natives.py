"""Native signatures inside a packager's XAdES: read, validated, and proved by the packager's time-stamp."""

from base64 import b64encode
from dataclasses import replace

import pytest
from lxml import etree

from signature_model import SignatureType
from signature_model.signed import Sent, SentSigner, validate_pades, validate_xades
from signature_model.signed.limits import MOST_NATIVES
from tests.kits import pdfs
from tests.kits.authorities import kari, organization
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import pades, pages, sign
from tests.kits.sdo import sdo
from tests.kits.xades import CONTEXT, CONTRACT, PAPER, SENT, found, xades

ADVANCED = replace(SENT, signers=(SentSigner(number=KARI, signature_type=SignatureType.ADVANCED),))
OTHER = pdfs.sized(2_000)


def described(*numbers: str) -> str:
    return "".join(
        f"<SignerDescription><SignerNationalId>{each}</SignerNationalId></SignerDescription>" for each in numbers
    )


def packed(native: bytes, *numbers: str, name: str = "NativeSdo", level: str = "LT", beside: str = "") -> bytes:
    """A packager's XAdES with a native signature in base64."""
    inner = f"<{name}>{b64encode(native).decode()}</{name}>"
    content = f"<Ltv>{described(*numbers)}{inner}{beside}</Ltv>"
    return xades(by=organization(), documents={}, content=content, level=level)


def inside(native: bytes, *numbers: str, name: str = "NativeSdo") -> bytes:
    """A packager's XAdES with a native signature as elements."""
    content = f"<Ltv>{described(*numbers)}<{name}>{native.decode()}</{name}></Ltv>"
    return xades(by=organization(), documents={}, content=content, level="LT")


def renamed(root: etree._Element) -> None:
    """Give the Ids of a native signature other names, before it is signed."""
    for each in root.iter("*"):
        for name in ("Id", "Target", "URI"):
            value = each.get(name)
            if value:
                each.set(name, value.replace("#", "#n-") if "#" in value else f"n-{value}")


NATIVE_XADES = xades(enclosed=True, level="LT", before=renamed)
NATIVE_PADES = sign(PAPER, kari(), level="B", name="Kari", certify=False)
OTHER_PADES = sign(OTHER, kari(), level="B", name="Kari", certify=False)
LOGIN = b"<?xml version='1.0'?><a/>"
IN_ASSERTION = f"<Assertion>{NATIVE_XADES.decode()}</Assertion>"


@pytest.mark.parametrize(
    ("content", "sent", "codes"),
    [
        pytest.param(packed(sdo(), KARI), ADVANCED, ["valid"], id="an SDO"),
        pytest.param(inside(sdo(), KARI), ADVANCED, ["valid"], id="an SDO as elements"),
        pytest.param(packed(NATIVE_XADES, name="Any"), ADVANCED, ["valid"], id="a XAdES"),
        pytest.param(inside(NATIVE_XADES), ADVANCED, ["valid"], id="a XAdES as elements"),
        pytest.param(
            packed(NATIVE_PADES, KARI, level="T"), ADVANCED, ["PSR832", "PSR845", "PSR850", "undecided"], id="a PAdES"
        ),
        pytest.param(packed(sdo()), ADVANCED, ["PSR823", "valid"], id="no number anywhere"),
        pytest.param(packed(sdo(), KARI, OLA), ADVANCED, ["PSR823", "valid"], id="a statement too many"),
        pytest.param(packed(NATIVE_XADES, OLA), ADVANCED, ["PSR822", "invalid"], id="another number is stated"),
        pytest.param(packed(sdo(), OLA), ADVANCED, ["PSR820", "invalid"], id="another person"),
        pytest.param(packed(sdo(OTHER), KARI), ADVANCED, ["PSR814", "invalid"], id="another document"),
        pytest.param(
            packed(OTHER_PADES, KARI, level="T"),
            ADVANCED,
            ["PSR814", "PSR832", "PSR845", "PSR850", "invalid"],
            id="a PAdES of another document",
        ),
        pytest.param(packed(sdo(enclosed=OTHER), KARI), ADVANCED, ["PSR805", "invalid"], id="a broken one"),
        pytest.param(packed(b"<a/>", KARI), ADVANCED, ["PSR802", "PSR813", "PSR825", "invalid"], id="not a signature"),
        pytest.param(
            packed(bytes.fromhex("3c"), KARI), ADVANCED, ["PSR801", "PSR813", "PSR825", "invalid"], id="damaged"
        ),
        pytest.param(packed(sdo(), KARI, beside="<NativeFormat>PAdES</NativeFormat>"), ADVANCED, ["valid"], id="words"),
        pytest.param(
            packed(LOGIN, KARI, name="Login", beside=IN_ASSERTION), ADVANCED, ["PSR825", "invalid"], id="a login"
        ),
    ],
)
def test_native_signatures_are_validated(content: bytes, sent: Sent, codes: list[str]) -> None:
    assert found(content, sent) == codes


def test_the_number_of_native_signatures_has_a_limit() -> None:
    many = "".join(f"<Native>{b64encode(b'<a/>').decode()}</Native>" for _ in range(MOST_NATIVES))
    assert found(packed(b"<a/>", beside=many), ADVANCED) == ["PSR804", "invalid"]


def test_the_packager_s_time_stamp_proves_the_time_of_both() -> None:
    packager, stamp, signer, seal = validate_xades(packed(sdo(), KARI), ADVANCED, CONTEXT).signatures
    assert (signer.kind, signer.member, signer.level, signer.covers) == ("signer", "NativeSdo", "LT", (CONTRACT,))
    assert signer.proved_at == packager.proved_at == stamp.proved_at is not None
    assert signer.verifiable_until == packager.verifiable_until
    assert (seal.kind, seal.member) == ("packager", "NativeSdo")


def test_native_signatures_are_found_in_an_attached_xades() -> None:
    report = validate_pades(pades(pages(attachments={"kari.xml": packed(sdo(), KARI)})), ADVANCED, CONTEXT)
    assert report.is_valid
    assert "kari.xml/NativeSdo" in [each.member for each in report.signatures]


def test_what_a_broken_packager_encloses_is_not_read() -> None:
    content = packed(sdo(), KARI).replace(b"</Ltv>", b" </Ltv>")
    assert [each.kind for each in validate_xades(content, ADVANCED, CONTEXT).signatures] == ["packager", "time-stamp"]


def test_a_signature_does_not_cover_what_is_added_to_it() -> None:
    """An object inside an enveloped signature is not part of what it signs."""
    added = f"<ds:Object>{described(KARI)}</ds:Object></ds:Signature>".encode()
    content = xades(enclosed=True, level="LT").replace(b"</ds:Signature>", added)
    assert "PSR807" in found(content)
