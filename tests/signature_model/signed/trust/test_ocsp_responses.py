"""OCSP responses with an unusual number of statuses are left out, and so are responders that cannot be read."""

import pytest
from asn1crypto import ocsp

from signature_model.signed.trust.ocsp_responses import is_responder, maybe_response
from tests.kits.authorities import kari, people
from tests.kits.certificates import authority, changed


def repeated(count: int) -> bytes:
    """A response with this number of statuses."""
    response = ocsp.OCSPResponse.load(people().response(kari()))
    basic = response["response_bytes"]["response"].parsed
    statuses = basic["tbs_response_data"]["responses"]
    basic["tbs_response_data"]["responses"] = ocsp.Responses([*statuses] * count)
    response["response_bytes"]["response"] = basic
    encoded: bytes = response.dump(force=True)
    return encoded


@pytest.mark.parametrize(("count", "is_read"), [(1, True), (50, True), (51, False)])
def test_a_response_has_a_limit(count: int, is_read: bool) -> None:  # noqa: FBT001 - the table says which
    assert (maybe_response(repeated(count)) is not None) is is_read


def test_a_certificate_whose_extensions_cannot_be_read_is_no_responder() -> None:
    usage, constraints = bytes.fromhex("0603551d0f"), bytes.fromhex("0603551d13")
    assert not is_responder(changed(authority().root, usage, constraints))
