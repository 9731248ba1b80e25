"""Certificates and revocation data are put together, and what only costs time is left out."""

from signature_model.signed.limits import MOST_NAMESAKES
from signature_model.signed.validation_data import ValidationData
from tests.kits.authorities import kari, people, seals
from tests.kits.certificates import name


def test_each_is_kept_once() -> None:
    one = ValidationData(certificates=(kari().certificate,), crls=(b"1",))
    both = one + ValidationData(certificates=(people().certificate, kari().certificate), crls=(b"2", b"1"))
    assert both == ValidationData(certificates=(kari().certificate, people().certificate), crls=(b"1", b"2"))


def test_few_certificates_of_one_name_are_kept() -> None:
    same = tuple(seals().issue(name()).certificate for _ in range(MOST_NAMESAKES + 1))
    bounded = ValidationData(certificates=(*same, kari().certificate), responses=(b"1",)).bounded()
    assert bounded == ValidationData(certificates=(*same[:-1], kari().certificate), responses=(b"1",))
