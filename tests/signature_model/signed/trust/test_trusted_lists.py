"""PSR847 with a trusted list: the issuer was qualified at the time of the signature."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model import Context
from signature_model.errors import UnreadableInput
from signature_model.signed import TrustedList, validate_xades
from tests.kits.authorities import Root, kari, organization, people, person, seals
from tests.kits.xades import CONTEXT, SENT, xades

TYPE, STATUS = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC", "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
LT = xades(level="LT")


def instance(tag: str, since: str, status: str, kind: str = TYPE, certificate: str = "") -> str:
    return (
        f"<{tag}><ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier>{certificate}<ServiceStatus>{STATUS}{status}"
        f"</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime></{tag}>"
    )


def listed(
    *history: tuple[str, str], issuer: Root | None = None, kind: str = TYPE, encoded: str | None = None
) -> bytes:
    """A trusted list with one service; its statuses are the current one and those before."""
    text = encoded or b64encode((issuer or people()).certificate.public_bytes(Encoding.DER)).decode()
    certificate = f"<DigitalId><X509Certificate>{text}</X509Certificate></DigitalId>"
    now, *before = history
    past = "".join(instance("ServiceHistoryInstance", *each, kind) for each in before)
    current = instance("ServiceInformation", *now, kind, certificate)
    return (
        "<TrustServiceStatusList xmlns='http://uri.etsi.org/02231/v2#'><TSPService>"
        f"{current}<ServiceHistory>{past}</ServiceHistory></TSPService></TrustServiceStatusList>"
    ).encode()


DER = people().certificate.public_bytes(Encoding.DER)
UNKNOWN_KEY = b64encode(DER.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030163"))).decode()
SINCE = ("2020-01-01T00:00:00Z", "granted")
ENDED = ("2026-01-01T00:00:00Z", "withdrawn")


@pytest.mark.parametrize(
    ("content", "is_qualified"),
    [
        pytest.param(listed(SINCE), True, id="granted"),
        pytest.param(listed(("2027-01-01T00:00:00Z", "withdrawn"), SINCE), True, id="withdrawn later"),
        pytest.param(listed(ENDED, SINCE), False, id="withdrawn before"),
        pytest.param(listed(("2026-12-01T00:00:00Z", "granted")), False, id="granted later"),
        pytest.param(listed(("soon", "granted")), False, id="not a time"),
        pytest.param(listed(SINCE, issuer=seals()), False, id="another issuer"),
        pytest.param(listed(SINCE, kind=f"{TYPE}/no"), False, id="another service"),
        pytest.param(listed(SINCE, encoded="AAAA"), False, id="not a certificate"),
        pytest.param(listed(SINCE, encoded=UNKNOWN_KEY), False, id="a key of an unknown kind"),
    ],
)
def test_the_issuer_was_qualified_at_the_time(content: bytes, is_qualified: bool) -> None:  # noqa: FBT001 - a case
    report = validate_xades(LT, SENT, CONTEXT, trusted_list=TrustedList.from_xml(content))
    assert [each.code for each in report.findings if each.code == "PSR847"] == ([] if is_qualified else ["PSR847"])


def test_one_fault_is_one_finding() -> None:
    """A certificate that does not say that it is qualified is not looked up; neither is one that is not trusted."""
    unlisted = TrustedList.from_xml(listed(ENDED))
    plain = xades(level="LT", by=person("Kari", None, *[e.value for e in kari().certificate.extensions][:1]))
    report = validate_xades(plain, SENT, CONTEXT, trusted_list=unlisted)
    assert [each.code for each in report.findings].count("PSR847") == 1
    assert "PSR847" not in {e.code for e in validate_xades(LT, SENT, Context(), trusted_list=unlisted).findings}
    packed = xades(by=organization(), level="LT")
    assert "PSR847" not in {e.code for e in validate_xades(packed, SENT, CONTEXT, trusted_list=unlisted).findings}


@pytest.mark.parametrize("content", [b"", b"<a/>"])
def test_another_file_is_not_a_trusted_list(content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        TrustedList.from_xml(content)
