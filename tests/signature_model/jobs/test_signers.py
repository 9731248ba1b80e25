"""The constructors of signers take the arguments that go together."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from tests.kits.jobs import KARI
from tests.kits.types import require_checked_types

EVERYTHING: dict[str, Any] = {"signature_type": SignatureType.ADVANCED, "on_behalf_of": OnBehalfOf.OTHER, "order": 3}
NUMBER = "+4799999999"


@pytest.mark.parametrize("others", [{}, EVERYTHING])
@pytest.mark.parametrize("notify", [Lookup(), Notifications(sms=NUMBER)])
def test_a_signer_by_national_id(notify: Lookup | Notifications, others: dict[str, Any]) -> None:
    made = Signer.by_national_id(KARI, notify=notify, **others)
    assert made == Signer(personal_identification_number=KARI, notify=notify, **others)


@pytest.mark.parametrize("others", [{}, EVERYTHING])
def test_a_signer_by_contact_information(others: dict[str, Any]) -> None:
    by_email = Signer.by_email("a@b.no", **others)
    by_mobile = Signer.by_mobile(NUMBER, **others)
    by_both = Signer.by_contact_information(email="a@b.no", sms=NUMBER, **others)
    assert by_email == Signer(notify=Notifications(email="a@b.no"), **others)
    assert by_mobile == Signer(notify=Notifications(sms=NUMBER), **others)
    assert by_both == Signer(notify=Notifications(email="a@b.no", sms=NUMBER), **others)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Signer.by_email(None), TypeError, "email must be str, not NoneType"),  # type: ignore[arg-type]
        (lambda: Signer.by_email("kari"), ValueError, "'kari' is not an e-mail address: it has no @"),
        (lambda: Signer.by_mobile(None), TypeError, "number must be str, not NoneType"),  # type: ignore[arg-type]
        (lambda: Signer.by_national_id(1, notify=Lookup()), TypeError, "number must be str, not int"),  # type: ignore[arg-type]
        (Signer.by_contact_information, ValueError, "give an e-mail address, a mobile number, or both"),
    ],
    ids=["no e-mail", "no address", "no mobile", "a number", "neither"],
)
def test_a_missing_address_is_refused_at_once(make: Callable[[], Signer], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        make()


def test_no_order_differs_from_order_0() -> None:
    assert Signer.by_email("a@b.no", order=0) != Signer.by_email("a@b.no")


@pytest.mark.parametrize(
    "value", [Signer(notify=None), Lookup(), Notifications()], ids=lambda value: type(value).__name__
)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value)


@pytest.mark.parametrize(
    "value",
    [
        Signer.by_national_id(KARI, notify=Lookup()),
        Signer.by_email(f"{KARI}@example.com"),
        Notifications(email=f"{KARI}@example.com", sms=KARI),
    ],
)
def test_no_repr_shows_a_whole_id_number(value: object) -> None:
    assert KARI[:6] in repr(value)
    assert KARI[6:] not in repr(value)


def test_the_contact_is_the_senders_notification() -> None:
    given = Notifications(email="kari@example.com", sms="+4799999999")
    assert Signer.by_national_id("01018000136", notify=given).contact == given
    assert Signer.by_national_id("01018000136", notify=Lookup(sms=True)).contact == Notifications()


@pytest.mark.parametrize("of_flow", [partial(Signer.by_national_id, notify=Lookup()), DirectSigner.by_national_id])
@pytest.mark.parametrize("number", ["kari@example.com", "+4799999999", "", "1234567890"])
def test_a_national_id_number_has_eleven_digits(of_flow: Callable[[str], object], number: str) -> None:
    with pytest.raises(ValueError, match="is not a national id number, which has eleven digits"):
        of_flow(number)
