"""PSR820 to PSR826: those who were addressed have signed, each once, and no other people."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from cryptography.x509.oid import NameOID

from signature_model import Environment, SignatureType
from signature_model.signed import Sent, SentSigner, validate_pades, validate_xades
from tests.kits.authorities import (
    NON_REPUDIATION,
    QUALIFIED,
    Holder,
    national_id,
    organization,
    people,
    person,
    root,
)
from tests.kits.certificates import name
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import pades, pages
from tests.kits.xades import CONTEXT, SENT, found, xades

REAL = "01010750160"
ADVANCED = SignatureType.ADVANCED


def addressed(*numbers: str | None, signature_type: SignatureType | None = None) -> Sent:
    return replace(SENT, signers=tuple(SentSigner(number=each, signature_type=signature_type) for each in numbers))


def described(*numbers: str, by: Holder | None = None) -> bytes:
    """A packager's statement about signers, with the document beside it."""
    about = "".join(
        f"<SignerDescription><SignerNationalId>{each}</SignerNationalId><SignerName>Kari Nordmann</SignerName>"
        "<SigningMethod>ID-porten</SigningMethod></SignerDescription>"
        for each in numbers
    )
    return xades(by=by or organization(), level="LT", content=f"<Sdo>{about}</Sdo>")


EMPLOYEE = name(
    (NameOID.ORGANIZATION_NAME, "Firma AS"),
    (NameOID.ORGANIZATION_IDENTIFIER, "NTRNO-991825827"),
    (NameOID.SERIAL_NUMBER, "UN:NO-9578-4050-1"),
    (NameOID.COMMON_NAME, "Ola"),
)
OLA_AT_WORK = people().issue(EMPLOYEE, NON_REPUDIATION, QUALIFIED, national_id(OLA))
UNNUMBERED = person("Ola", None)


@cache
def by_ola() -> bytes:
    return xades(by=person("Ola", OLA), level="LT")


@cache
def nameless() -> bytes:
    return xades(by=UNNUMBERED, level="LT")


def named(*names: str) -> bytes:
    """A packager's statement about signers without numbers."""
    about = "".join(f"<SignerDescription><SignerName>{each}</SignerName></SignerDescription>" for each in names)
    return xades(by=organization(), level="LT", content=f"<Sdo>{about}</Sdo>")


@cache
def two_names() -> bytes:
    return named("Kari", "Ola")


CASES = [
    pytest.param(two_names, addressed(None, None), ["valid"], id="two without numbers"),
    pytest.param(two_names, addressed(None), ["PSR822", "invalid"], id="one more without a number"),
    pytest.param(lambda: xades(level="LT"), addressed(KARI), ["valid"], id="the person addressed"),
    pytest.param(lambda: xades(level="LT"), addressed(OLA, KARI), ["valid"], id="one of several"),
    pytest.param(by_ola, addressed(KARI), ["PSR820", "invalid"], id="another person"),
    pytest.param(by_ola, addressed(), ["PSR822", "invalid"], id="no one was addressed"),
    pytest.param(nameless, addressed(KARI), ["PSR823", "valid"], id="no number in the certificate"),
    pytest.param(
        lambda: described(KARI, by=UNNUMBERED), addressed(KARI), ["PSR823", "valid"], id="a number of the signer's own"
    ),
    pytest.param(lambda: xades(level="LT"), addressed(None), ["valid"], id="addressed by e-mail"),
    pytest.param(nameless, addressed(None), ["valid"], id="addressed by e-mail, no number in the certificate"),
    pytest.param(nameless, addressed(KARI, None), ["PSR823", "valid"], id="no number, one of two addressed by it"),
    pytest.param(by_ola, addressed(KARI, None), ["PSR823", "valid"], id="one of two was addressed by e-mail"),
    pytest.param(lambda: described(KARI, OLA), addressed(KARI, None), ["valid"], id="both of them"),
    pytest.param(
        lambda: described(OLA, REAL), addressed(KARI, None), ["PSR820", "PSR823", "invalid"], id="one more stranger"
    ),
    pytest.param(lambda: described(KARI), addressed(KARI), ["valid"], id="described by the packager"),
    pytest.param(lambda: described(OLA), addressed(KARI), ["PSR820", "invalid"], id="another person is described"),
    pytest.param(lambda: described(KARI, KARI), addressed(KARI), ["PSR822", "invalid"], id="described twice"),
    pytest.param(lambda: described(KARI, OLA), addressed(KARI), ["PSR822", "invalid"], id="one more is described"),
    pytest.param(
        lambda: described(KARI, by=OLA_AT_WORK), addressed(KARI), ["PSR820", "invalid"], id="described by an employee"
    ),
    pytest.param(
        lambda: xades(by=OLA_AT_WORK, level="LT"),
        addressed(OLA, signature_type=ADVANCED),
        ["valid"],
        id="an employee's own",
    ),
    pytest.param(
        lambda: xades(by=people().issue(name((NameOID.COMMON_NAME, "x.example")), QUALIFIED), level="LT"),
        addressed(KARI, signature_type=ADVANCED),
        ["PSR823", "PSR825", "invalid"],
        id="a certificate that names no person",
    ),
    pytest.param(lambda: described("1"), addressed(KARI), ["PSR823", "valid"], id="described without a number"),
    pytest.param(
        lambda: xades(by=organization(), level="LT"), addressed(KARI), ["PSR823", "undecided"], id="no one is named"
    ),
    pytest.param(
        lambda: xades(level="LT"), addressed(KARI, signature_type=ADVANCED), ["valid"], id="advanced as ordered"
    ),
    pytest.param(
        lambda: described(KARI),
        addressed(KARI, signature_type=ADVANCED),
        ["PSR825", "invalid"],
        id="only authenticated",
    ),
    pytest.param(
        lambda: described("1"), addressed(KARI, signature_type=ADVANCED), ["PSR823", "PSR825", "invalid"], id="unknown"
    ),
]


@pytest.mark.parametrize(("make", "sent", "codes"), CASES)
def test_signers_are_compared_with_those_who_were_addressed(
    make: Callable[[], bytes], sent: Sent, codes: list[str]
) -> None:
    assert found(make(), sent) == codes


@pytest.mark.parametrize(
    ("make", "sent", "count"),
    [
        pytest.param(two_names, addressed(None), "1 was addressed", id="one"),
        pytest.param(lambda: named("Kari", "Ola", "Per"), addressed(None, None), "2 were addressed", id="two"),
    ],
)
def test_the_message_counts_those_who_were_addressed(make: Callable[[], bytes], sent: Sent, count: str) -> None:
    report = validate_xades(make(), sent, CONTEXT)
    assert [each.message.endswith(count) for each in report.findings if each.code == "PSR822"] == [True]


def test_a_signer_in_an_attachment_is_a_finding_about_the_attachment() -> None:
    report = validate_pades(pades(pages(attachments={"ola.xml": by_ola()})), addressed(KARI), CONTEXT)
    [finding] = [each for each in report.findings if each.code == "PSR820"]
    assert finding.member == "ola.xml"


@pytest.mark.parametrize(
    ("sent", "skipped"),
    [
        pytest.param(addressed(KARI), [], id="by number"),
        pytest.param(
            addressed(KARI, None), ["signers without a national id number to compare with: 1 of 2"], id="one not"
        ),
    ],
)
def test_signers_without_a_number_are_named_as_not_compared(sent: Sent, skipped: list[str]) -> None:
    report = validate_xades(xades(level="LT"), sent, CONTEXT)
    assert [each.why.partition(";")[0] for each in report.skipped if each.layer == "signers"] == skipped


def stated(inside: str, around: str = "Sdo") -> bytes:
    return xades(
        by=organization(),
        level="LT",
        content=f"<{around}><SignerDescription>{inside}</SignerDescription></{around}>",
    )


IS_KARI = f"<SignerNationalId>{KARI}</SignerNationalId>"


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        pytest.param(lambda: stated(IS_KARI), ["valid"], id="as usual"),
        pytest.param(lambda: stated(IS_KARI, "LoginData"), ["valid"], id="at the login"),
        pytest.param(lambda: stated(IS_KARI, "NotSigned"), ["PSR823", "undecided"], id="who has not signed"),
        pytest.param(lambda: stated(IS_KARI, "AuditLog"), ["PSR823", "undecided"], id="in a log"),
        pytest.param(
            lambda: stated(f"{IS_KARI}<SignerNationalId>{OLA}</SignerNationalId>"),
            ["PSR823", "undecided"],
            id="two numbers",
        ),
        pytest.param(
            lambda: stated(f"{IS_KARI}<SignerNationality>NO</SignerNationality>"), ["valid"], id="a Norwegian"
        ),
        pytest.param(
            lambda: stated(f"{IS_KARI}<SignerNationality>EE</SignerNationality>"),
            ["PSR823", "undecided"],
            id="an Estonian",
        ),
    ],
)
def test_a_description_is_of_one_norwegian_who_has_signed(make: Callable[[], bytes], codes: list[str]) -> None:
    assert found(make(), addressed(KARI)) == codes


MACHINE = people().issue(name((NameOID.COMMON_NAME, "x.example")), QUALIFIED, NON_REPUDIATION)
STRANGER = organization("991825827", "Firma AS")
UNNUMBERED_FIRM = people().issue(name((NameOID.ORGANIZATION_NAME, "Firma AS")), NON_REPUDIATION)


@pytest.mark.parametrize(
    ("make", "sent", "packagers", "codes"),
    [
        pytest.param(
            lambda: described(KARI, by=STRANGER), addressed(KARI), (), ["undecided"], id="another organisation"
        ),
        pytest.param(
            lambda: described(KARI, by=STRANGER), Sent(), (), ["undecided"], id="nothing is known of the order"
        ),
        pytest.param(
            lambda: described(KARI, by=STRANGER), addressed(KARI), ("991825827",), ["valid"], id="named by the caller"
        ),
        pytest.param(
            lambda: described(KARI, by=UNNUMBERED_FIRM), addressed(KARI), (), ["undecided"], id="without a number"
        ),
        pytest.param(
            lambda: described(OLA, by=UNNUMBERED_FIRM),
            addressed(KARI),
            (),
            ["PSR820", "invalid"],
            id="of another signer",
        ),
        pytest.param(
            lambda: xades(by=MACHINE, level="LT"),
            addressed(KARI),
            (),
            ["PSR823", "undecided"],
            id="neither a person nor an organisation",
        ),
        pytest.param(
            lambda: described(KARI, by=organization("984661185")), addressed(KARI), (), ["valid"], id="the service"
        ),
    ],
)
def test_only_known_packagers_say_who_signed(
    make: Callable[[], bytes], sent: Sent, packagers: tuple[str, ...], codes: list[str]
) -> None:
    assert found(make(), sent, replace(CONTEXT, packagers=packagers)) == codes


def test_each_signer_whom_a_packager_names_is_a_fact() -> None:
    (packager, *_) = validate_xades(described(KARI, OLA), addressed(KARI), CONTEXT).signatures
    assert (packager.name, packager.also_states) == ("Kari Nordmann", (f"Kari Nordmann ({OLA[:6]}*****)",))


def logged_in(stated: str, method: str = "ID-porten", *, beside: str = "", numbers: int = 1) -> bytes:
    """A packager's statement about signers, with the security level of the login."""
    about = f"<SignerNationalId>{KARI}</SignerNationalId><SigningMethod>{method}</SigningMethod>{stated}"
    described = f"<SignerDescription>{about}</SignerDescription>" * numbers
    return xades(by=organization(), level="LT", content=f"<Sdo>{described}{beside}</Sdo>")


def saml(name: str) -> str:
    return f"<AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:{name}</AuthnContextClassRef>"


VALID, WEAK, UNKNOWN = ["valid"], ["PSR825", "invalid"], ["PSR825", "valid"]
LEVEL_3 = "<SecurityLevel>3</SecurityLevel>"
IN_SAML = "<AuthnContextClassRef>urn:example:ac:Level4</AuthnContextClassRef>"


@pytest.mark.parametrize(
    ("make", "required", "codes"),
    [
        pytest.param(lambda: logged_in(LEVEL_3), 4, WEAK, id="level 3 instead of 4"),
        pytest.param(lambda: logged_in(LEVEL_3), 3, VALID, id="level 3 as ordered"),
        pytest.param(lambda: logged_in(LEVEL_3), None, VALID, id="nothing is known of the order"),
        pytest.param(lambda: logged_in("", "MinID"), 4, WEAK, id="an eID that has no level 4"),
        pytest.param(lambda: logged_in("<LevelOfAssurance>idporten-loa-high</LevelOfAssurance>"), 4, VALID, id="high"),
        pytest.param(lambda: logged_in("<LevelOfAssurance>substantial</LevelOfAssurance>"), 4, WEAK, id="substantial"),
        pytest.param(lambda: logged_in("", beside=IN_SAML), 4, VALID, id="beside the signer"),
        pytest.param(lambda: logged_in("<AuthenticationLevel>Level2</AuthenticationLevel>"), 4, WEAK, id="level 2"),
        pytest.param(lambda: logged_in("<AuthenticationLevel>1</AuthenticationLevel>"), 3, WEAK, id="level 1"),
        pytest.param(lambda: logged_in("<LevelOfAssurance>idporten-loa-low</LevelOfAssurance>"), 3, WEAK, id="low"),
        pytest.param(lambda: logged_in(saml("PasswordProtectedTransport")), 4, WEAK, id="level 3 in SAML"),
        pytest.param(lambda: logged_in(saml("SmartcardPKI")), 4, VALID, id="level 4 in SAML"),
        pytest.param(lambda: logged_in(saml("Kerberos")), 4, UNKNOWN, id="another class of SAML"),
        pytest.param(lambda: logged_in("<SecurityLevel>34</SecurityLevel>"), 4, UNKNOWN, id="not a level"),
        pytest.param(
            lambda: logged_in("<SecurityLevel>34</SecurityLevel>"), None, VALID, id="not a level, and none ordered"
        ),
    ],
)
def test_the_login_has_the_level_that_was_ordered(
    make: Callable[[], bytes], required: int | None, codes: list[str]
) -> None:
    assert found(make(), replace(SENT, security_level=required)) == codes


def real() -> bytes:
    return xades(by=person("Ekte", REAL), level="LT")


def from_a_test_issuer() -> bytes:
    return xades(by=person("Kari", None, issuer=root("Test4 BankID")), level="LT")


@pytest.mark.parametrize(
    ("make", "environment", "wrong"),
    [
        pytest.param(
            lambda: xades(level="LT"),
            Environment.PRODUCTION,
            ["the number of a synthetic person"],
            id="a synthetic person in production",
        ),
        pytest.param(lambda: xades(level="LT"), Environment.TEST, [], id="a synthetic person in test"),
        pytest.param(real, Environment.PRODUCTION, [], id="a real person in production"),
        pytest.param(real, Environment.TEST, ["the number of a real person"], id="a real person in test"),
        pytest.param(from_a_test_issuer, Environment.PRODUCTION, ["a test issuer"], id="a test issuer in production"),
        pytest.param(from_a_test_issuer, Environment.TEST, [], id="a test issuer in test"),
    ],
)
def test_evidence_is_of_its_environment(make: Callable[[], bytes], environment: Environment, wrong: list[str]) -> None:
    report = validate_xades(make(), replace(SENT, signers=None), replace(CONTEXT, environment=environment))
    found = [each.message.partition(" is ")[2] for each in report.findings if each.code == "PSR826"]
    assert found == wrong


def test_a_signer_without_any_number_is_known_by_the_certificate() -> None:
    own = name((NameOID.COMMON_NAME, "Kari Nordmann"), (NameOID.GIVEN_NAME, "Kari"), (NameOID.SURNAME, "Nordmann"))
    content = xades(by=people().issue(own, NON_REPUDIATION, QUALIFIED), level="LT")
    assert found(content, addressed(None)) == ["valid"]
