"""A comment, a processing instruction or a CDATA section must not divide a text that programs read."""

import pytest

from tests.kits.authorities import organization
from tests.kits.jobs import KARI
from tests.kits.xades import found, xades

STATED = f"<SignerNationalId>{KARI}</SignerNationalId>"


def with_number(text: str) -> bytes:
    """A packager's XAdES that has this in place of the number, after it was signed."""
    content = (
        f"<Sdo><!-- here --><Empty> <!-- nothing --> </Empty><SignerDescription>{STATED}</SignerDescription></Sdo>"
    )
    document = xades(by=organization(), level="LT", content=content).decode()
    assert document.count(KARI) == 1
    return document.replace(KARI, text).encode()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(f"{KARI[:5]}<!---->{KARI[5:]}", id="a comment inside"),
        pytest.param(f"<!---->{KARI}", id="a comment before"),
        pytest.param(f"{KARI}<!---->", id="a comment after"),
        pytest.param(f"{KARI[:5]}<![CDATA[{KARI[5:]}]]>", id="a CDATA section after"),
        pytest.param(f"<![CDATA[{KARI[:5]}]]>{KARI[5:]}", id="a CDATA section before"),
        pytest.param(f"<![CDATA[{KARI[:5]}]]><![CDATA[{KARI[5:]}]]>", id="two CDATA sections"),
    ],
)
def test_the_number_is_one_text(number: str) -> None:
    assert found(with_number(number)) == ["PSR807", "invalid"]


def test_a_processing_instruction_divides_a_text() -> None:
    assert "PSR807" in found(with_number(f"{KARI[:5]}<?x?>{KARI[5:]}"))


@pytest.mark.parametrize("number", [KARI, f"<![CDATA[{KARI}]]>"])
@pytest.mark.parametrize("before", ["", "<!-- made by hand -->", "<?made by hand?>"])
def test_comments_elsewhere_are_allowed(before: str, number: str) -> None:
    document = before.encode() + with_number(number)
    assert found(document) == ["valid"]
