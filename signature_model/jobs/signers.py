"""Signers: how they are identified and notified, and how they sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signature_model.jobs.identifiers import eleven_digits
from signature_model.masking import masked_repr, quoted
from signature_model.type_checks import require_type, require_types


class SignatureType(StrEnum):
    """The legal weight of a signature.

    The default is advanced for private senders, and authenticated for public senders.
    """

    ADVANCED = "ADVANCED_ELECTRONIC_SIGNATURE"
    AUTHENTICATED = "AUTHENTICATED_ELECTRONIC_SIGNATURE"


class OnBehalfOf(StrEnum):
    """Whether signers sign for themselves (the default) or in a role, such as manager of a company."""

    SELF = "SELF"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Notify by the addresses in the public contact register (KRR): by e-mail, and by SMS if ``sms``.

    Only for public senders, and for signers who sign for themselves. (Schema: ``notifications-using-lookup``.)
    """

    sms: bool = False

    def __post_init__(self) -> None:
        require_types(self, sms=bool)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Notifications:
    """Notify by addresses that the sender gives, at least one (schema: ``notifications``)."""

    email: str | None = None
    sms: str | None = None
    """A mobile number."""

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, email=str | None, sms=str | None)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signer:
    """A person who is asked to sign (schema: ``signer``).

    Without ``personal_identification_number``, the contact information in ``notify`` identifies the signer. ``order``
    is 0 to 9: signers with the same order sign in parallel; the next group gets the job when all of the group before
    have signed. The constructors ``by_...`` show which arguments go together.
    """

    personal_identification_number: str | None = None
    notify: Lookup | Notifications | None
    signature_type: SignatureType | None = None
    on_behalf_of: OnBehalfOf | None = None
    order: int | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(
            self,
            personal_identification_number=str | None,
            notify=Lookup | Notifications | None,
            signature_type=SignatureType | None,
            on_behalf_of=OnBehalfOf | None,
            order=int | None,
        )

    @property
    def contact(self) -> Notifications:
        """The addresses that the sender gives; empty if they are looked up."""
        return self.notify if isinstance(self.notify, Notifications) else Notifications()

    @classmethod
    def by_national_id(
        cls,
        number: str,
        *,
        notify: Lookup | Notifications,
        signature_type: SignatureType | None = None,
        on_behalf_of: OnBehalfOf | None = None,
        order: int | None = None,
    ) -> Signer:
        """Return a signer identified by national id number. Raises ValueError for anything but eleven digits."""
        return cls(
            personal_identification_number=eleven_digits(number),
            notify=notify,
            signature_type=signature_type,
            on_behalf_of=on_behalf_of,
            order=order,
        )

    @classmethod
    def by_contact_information(
        cls,
        *,
        email: str | None = None,
        sms: str | None = None,
        signature_type: SignatureType | None = None,
        on_behalf_of: OnBehalfOf | None = None,
        order: int | None = None,
    ) -> Signer:
        """Return a signer identified by an e-mail address, a mobile number, or both. Raises ValueError for neither."""
        if email is None and sms is None:
            msg = "give an e-mail address, a mobile number, or both"
            raise ValueError(msg)
        return cls(
            notify=Notifications(email=email, sms=sms),
            signature_type=signature_type,
            on_behalf_of=on_behalf_of,
            order=order,
        )

    @classmethod
    def by_email(
        cls,
        email: str,
        *,
        signature_type: SignatureType | None = None,
        on_behalf_of: OnBehalfOf | None = None,
        order: int | None = None,
    ) -> Signer:
        """Return a signer identified by an e-mail address. Raises TypeError or ValueError for any other value."""
        require_type("email", email, str)
        if "@" not in email:
            msg = f"{quoted(email)} is not an e-mail address: it has no @"
            raise ValueError(msg)
        return cls.by_contact_information(
            email=email, signature_type=signature_type, on_behalf_of=on_behalf_of, order=order
        )

    @classmethod
    def by_mobile(
        cls,
        number: str,
        *,
        signature_type: SignatureType | None = None,
        on_behalf_of: OnBehalfOf | None = None,
        order: int | None = None,
    ) -> Signer:
        """Return a signer identified by a mobile number. Raises TypeError if it is not a text."""
        require_type("number", number, str)
        return cls.by_contact_information(
            sms=number, signature_type=signature_type, on_behalf_of=on_behalf_of, order=order
        )
