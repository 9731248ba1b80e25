"""The identity in a certificate or a signer description: a person, an organisation, or both.

National id numbers are kept complete, because they are compared; no ``repr`` shows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from signature_model.credentials.ber import elements
from signature_model.credentials.certificates import UNREADABLE, maybe_issuer, maybe_subject, organization_number
from signature_model.jobs.identifiers import has_eleven_digits
from signature_model.masking import masked_repr

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

NATIONAL_ID: Final = x509.ObjectIdentifier("2.16.578.1.61.2.4")
"""The extension of Norwegian personal certificates that has the national id number."""

_PERSONAL_NUMBER: Final = re.compile(r"PNONO-([0-9]{11})")  # EN 319 412-1, 5.1.3
_OWN_NUMBER: Final = re.compile(r"(?:UN:NO-)?(9578-[0-9A-Za-z-]+)")  # SEID: a number of the issuer
_VAT_NUMBER: Final = re.compile(r"VATNO-([0-9]{9})(?:MVA)?")  # EN 319 412-1, 5.1.4
_JURISDICTION: Final = x509.ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.3")
"""The country of the register that has the serial number of an organisation."""
_ELSEWHERE: Final = re.compile(r"[A-Z]{3}(?!NO)[A-Z]{2}-")
"""The beginning of an identifier of another country."""
_NUMBER: Final = re.compile(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}")
_SPACED_NUMBER: Final = re.compile(r"[0-9]{3} [0-9]{3} [0-9]{3}")
_OF_PEOPLE: Final = (NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.PSEUDONYM)  # EN 319 412-2, 4.2.4
_METHODS: Final = ("BankID", "Buypass", "Commfides", "ID-porten", "MinID")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identity:
    """A person or an organisation. ``own_number`` is the number that the issuer of the eID gives a person.

    ``is_person`` says whether a certificate belongs to a person: the certificate of an employee may also name the
    employer.
    """

    name: str | None = None
    number: str | None = None
    own_number: str | None = None
    organization: str | None = None
    organization_number: str | None = None
    is_person: bool = False

    __repr__ = masked_repr

    @property
    def sealing_number(self) -> str | None:
        """The organisation number if the certificate belongs to the organisation, and not to a person in it."""
        return None if self.is_person else self.organization_number

    @property
    def is_organization(self) -> bool:
        """Whether the certificate is an organisation's own, perhaps without its number."""
        return not self.is_person and (self.organization_number or self.organization) is not None


def identity_of(certificate: Certificate) -> Identity:
    """Return the identity of the holder of a certificate."""
    subject = maybe_subject(certificate)
    if subject is None:
        return Identity()
    serials = [str(each.value) for each in subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    personal = [each[1] for each in map(_PERSONAL_NUMBER.fullmatch, serials) if each is not None]
    own = [each[1] for each in map(_OWN_NUMBER.fullmatch, serials) if each is not None]
    numbers = {*personal, _national_id(certificate)} - {None}
    return Identity(
        name=_value(subject, NameOID.COMMON_NAME),
        number=numbers.pop() if len(numbers) == 1 else None,
        own_number=own[0] if len({*own}) == 1 else None,
        is_person=bool(numbers or personal or own or any(map(subject.get_attributes_for_oid, _OF_PEOPLE))),
        organization=_value(subject, NameOID.ORGANIZATION_NAME),
        organization_number=_organization_number(certificate, subject),
    )


def method_of(certificate: Certificate) -> str | None:
    """Return the electronic identity that issued a certificate, by the issuer's name; None if it is not known."""
    issuer = maybe_issuer(certificate)
    name = "" if issuer is None else issuer.rfc4514_string()
    return next((each for each in _METHODS if each.casefold() in name.casefold()), None)


def _organization_number(certificate: Certificate, subject: x509.Name) -> str | None:
    """Return the number of an organisation that its issuer has validated.

    A common name may be anything, such as an e-mail address that begins with digits. Digits alone are a Norwegian
    number only in Norway.
    """
    number, stated = organization_number(certificate), _value(subject, NameOID.ORGANIZATION_IDENTIFIER)
    serial = _value(subject, NameOID.SERIAL_NUMBER) or ""
    by_vat = _VAT_NUMBER.fullmatch(stated or "")
    if by_vat is not None:
        is_other = _NUMBER.fullmatch(serial) is not None and serial.replace(" ", "") != by_vat[1]
        return None if is_other else by_vat[1]
    if _ELSEWHERE.match(stated or ""):
        return None
    if _SPACED_NUMBER.fullmatch(serial) and number is None:
        number = serial = serial.replace(" ", "")
    if number is None or stated == f"NTRNO-{number}":
        return number
    countries = {_value(subject, NameOID.COUNTRY_NAME) or "", _value(subject, _JURISDICTION) or "NO"}
    is_norwegian = {each.upper() for each in countries} == {"NO"}
    is_organization = is_norwegian and _value(subject, NameOID.ORGANIZATION_NAME) is not None
    return number if is_organization and number in {stated, serial} else None


def _value(name: x509.Name, oid: x509.ObjectIdentifier) -> str | None:
    values = [each.value for each in name.get_attributes_for_oid(oid)]
    return next((each for each in values if isinstance(each, str)), None)


def _national_id(certificate: Certificate) -> str | None:
    try:
        extension = certificate.extensions.get_extension_for_oid(NATIONAL_ID).value
        content = extension.value if isinstance(extension, x509.UnrecognizedExtension) else b""
        (text,) = elements(content)
        number = text.content.decode("ascii")
    except (*UNREADABLE, x509.ExtensionNotFound):
        return None
    return number if has_eleven_digits(number) else None
