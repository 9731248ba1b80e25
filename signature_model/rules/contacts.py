"""PSR309 to PSR312: how signers are identified and notified. Facts: the job.

The grammars of e-mail addresses and of foreign telephone numbers come from `email-validator` and `phonenumberslite`,
which are loaded when a job has unusual contact information.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from signature_model.findings import Severity
from signature_model.jobs.signers import Signer
from signature_model.masking import quoted
from signature_model.rules import places
from signature_model.rules.invisible import INVISIBLE
from signature_model.rules.registry import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.flows import AnyJob, AnySigner
    from signature_model.jobs.portal import PortalJob

PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:com|net|no|org)",
    re.ASCII | re.IGNORECASE,
)
"""Short addresses that match this are valid by any grammar, so `email-validator` is not loaded for them."""
MAX_PLAIN = 64
"""The maximum length of a short address. Up to this length, no part of an address can be too long."""
# `re` compiles these when they are first used: most signers have no mobile number.
_SEPARATORS = r"[\s\u00ad\u00b7\u200b-\u200d\u2060\ufeff()\[\]./\u2010-\u2015\u2212-]"
_TRUNK = "(0)"  # as in +46 (0)70: the zero is dialled inside the country only
_NORWEGIAN = r"(?:(?:\+|00)47)?(?P<number>[49][0-9]{7}|58[0-9]{10})"
_FOREIGN = r"(?:\+|00)(?!47)(?P<number>[1-9][0-9]{6,14})"


@rule("PSR309", Severity.WARNING, source="xsd", hint="list each signer once, with a different identification")
def duplicate_signer(job: AnyJob, _: Context) -> Iterator[Problem]:
    """Two signers have the same identification.

    The service reports each signer's status and signature by national id number, or by contact information if the
    signer has no number. With the same identification twice, you cannot know which result belongs to which signer. Case
    does not count in e-mail addresses, and separators and the country code do not count in mobile numbers. In the
    direct flow, the sender's own identifiers must differ, also from the national id numbers of other signers.
    """
    seen: dict[object, str] = {}
    for where, signer in places.signers(job):
        identification = signer.personal_identification_number or _maybe_other(signer)
        if identification is None:
            continue
        if identification in seen:
            yield where, f"the same identification as {seen[identification]}"
        seen.setdefault(identification, where)


@rule(
    "PSR310",
    Severity.ERROR,
    source="addressing",
    hint="write the address, or remove the element if there is another address",
)
def blank_contact(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An e-mail address or mobile number must not be empty.

    The schema allows any text there, but the service cannot notify a signer at a blank address.
    """
    for where, contact in places.contacts(job):
        if contact.email is not None and not contact.email.strip():
            yield f"{where}/email/@address", "the e-mail address is blank"
        if contact.sms is not None and not contact.sms.strip():
            yield f"{where}/sms/@number", "the mobile number is blank"


@rule("PSR311", Severity.WARNING, source="addressing", hint="write it like name@example.com")
def implausible_email(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An e-mail address should have the form of RFC 5322: a name, one at sign, a domain with a dot.

    Invisible characters, such as a zero-width space from a web page, are faults too. A signer who receives no
    notification does not know of the job, and the job expires.
    """
    for where, contact in places.contacts(job):
        if contact.email and contact.email.strip() and (fault := _email_fault(contact.email)) is not None:
            yield f"{where}/email/@address", f"{quoted(contact.email)} does not look like an e-mail address: {fault}"


@rule(
    "PSR312",
    Severity.WARNING,
    source="addressing",
    hint="write eight digits that begin with 4 or 9, or + and the country code before a foreign number",
)
def implausible_mobile(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A Norwegian mobile number should have eight digits and begin with 4 or 9.

    A country code with `+` or `00` may stand before it, and must stand before a foreign number. Twelve digits that
    begin with 58 are the number of a machine. Separators are ignored. A signer who receives no notification does not
    know of the job, and the job expires.
    """
    for where, contact in places.contacts(job):
        if contact.sms and contact.sms.strip() and not _is_mobile(_digits_of(contact.sms)):
            yield f"{where}/sms/@number", f"{quoted(contact.sms)} does not look like a mobile number"


def _maybe_other(signer: AnySigner) -> object:
    """Return what identifies a signer without a number; None if nothing does."""
    return _maybe_contact(signer) if isinstance(signer, Signer) else signer.signer_identifier


def _maybe_contact(signer: Signer) -> tuple[str, str] | None:
    """Return the contact information of a signer in a form that can be compared."""
    contact = places.contact(signer)
    if contact is None:
        return None
    return (contact.email or "").strip().casefold(), _as_compared(contact.sms) if contact.sms else ""


def _as_compared(number: str) -> str:
    digits = _digits_of(number)
    norwegian = re.fullmatch(_NORWEGIAN, digits)
    return norwegian["number"] if norwegian else re.sub(r"\A00", "+", digits)


def _digits_of(number: str) -> str:
    return re.sub(_SEPARATORS, "", number.replace(_TRUNK, ""))


def _email_fault(address: str) -> str | None:
    if len(address) <= MAX_PLAIN and PLAIN_EMAIL.fullmatch(address):
        return None
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - 70 ms that few inputs need

    if "\N{REPLACEMENT CHARACTER}" in address:
        return "a character was lost in a conversion"
    if not address.isascii() and (found := re.search(INVISIBLE, address)):
        return f"it contains the invisible character U+{ord(found[0][0]):04X}"
    try:
        parts = validate_email(address, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        return str(error).rstrip(".")
    # It accepts these characters: quotation marks of running text, and characters that have another form in host names.
    if any(not each.isascii() and category(each).startswith("P") for each in parts.local_part):
        return "the part before the @-sign contains a punctuation mark that is not ASCII"
    written = normalize("NFC", address.rpartition("@")[2].lower())
    return None if written in {parts.domain, parts.ascii_domain} else f"the domain is written {parts.domain}"


def _is_mobile(digits: str) -> bool:
    """Whether this is a mobile number, Norwegian by its form, foreign by its country code and length."""
    if re.fullmatch(_NORWEGIAN, digits):
        return True
    foreign = re.fullmatch(_FOREIGN, digits)
    if foreign is None:
        return False
    from phonenumbers import NumberParseException, is_possible_number, parse  # noqa: PLC0415 - 50 ms, as above

    try:
        return is_possible_number(parse(f"+{foreign['number']}"))
    except NumberParseException:  # there is no such country code
        return False
