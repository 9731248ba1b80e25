"""PSR3xx, part one: who the signers are and how they are reached. Subject: the job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.context import Environment
from signature_model.jobs.identifiers import (
    has_eleven_digits,
    has_nine_digits,
    is_national_id,
    is_synthetic,
    national_id_fault,
    organization_number_fault,
)
from signature_model.masking import quoted
from signature_model.rules import places
from signature_model.rules.registry import Need, Problem, rule
from signature_model.xml.lexical import whole_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.portal import PortalJob

_EMAIL = re.compile(r"[^\s@,;<>()\[\]\\\"]+@(?:[^\s@.,;<>()\[\]\\\"]+\.)+[^\s@.,;<>()\[\]\\\"]{2,}")
_MOBILE = re.compile(r"(?:(?:\+|00)[1-9][0-9]{6,14}|[0-9]{8})")
_MOBILE_PUNCTUATION = re.compile(r"[ \N{NO-BREAK SPACE}()-]")


@rule("PSR309", Severity.WARNING, source="xsd", hint="name each signer once; give them different contact information")
def duplicate_signer(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Two signers with the same identification cannot be told apart.

    The service reports each signer's status and signature by national id number, or by the contact information for
    signers who have none. With the same one twice, nobody can tell whose result is whose.
    """
    seen: dict[object, str] = {}
    for where, signer in places.signers(job):
        identification = signer.personal_identification_number or places.contact(signer)
        if identification is None:
            continue
        if identification in seen:
            yield where, f"the same identification as {seen[identification]}"
        seen.setdefault(identification, where)


@rule(
    "PSR310",
    Severity.ERROR,
    source="addressing",
    hint="give the address, or leave the element out if another one is there",
)
def blank_contact(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An e-mail address or mobile number must not be empty.

    The schema allows any text there, but nobody can be notified at a blank address.
    """
    for where, contact in places.contacts(job):
        if contact.email is not None and not contact.email.strip():
            yield f"{where}/email/@address", "the e-mail address is blank"
        if contact.sms is not None and not contact.sms.strip():
            yield f"{where}/sms/@number", "the mobile number is blank"


@rule("PSR311", Severity.WARNING, source="addressing", hint="write it like name@example.com")
def implausible_email(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An e-mail address should look like one: something, one at sign, a domain with a dot.

    A signer who cannot be notified never learns of the job, and it expires.
    """
    for where, contact in places.contacts(job):
        if contact.email and contact.email.strip() and not _EMAIL.fullmatch(contact.email):
            yield f"{where}/email/@address", f"{quoted(contact.email)} does not look like an e-mail address"


@rule("PSR312", Severity.WARNING, source="addressing", hint="write eight digits, or + and the country code before")
def implausible_mobile(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A mobile number should look like one: eight digits, or a country code with `+` or `00` before the number.

    Blanks, hyphens and parentheses between the digits are ignored. A signer who cannot be notified never learns of the
    job, and it expires.
    """
    for where, contact in places.contacts(job):
        digits = _MOBILE_PUNCTUATION.sub("", contact.sms or "")
        if contact.sms and contact.sms.strip() and not _MOBILE.fullmatch(digits):
            yield f"{where}/sms/@number", f"{quoted(contact.sms)} does not look like a mobile number"


@rule(
    "PSR313",
    Severity.WARNING,
    source="number series of the National Registry",
    hint="compare the number with where it came from",
)
def number_check_digits(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A national id number should begin with a date and end with the right check digits.

    Eleven digits are DDMMYY, three individual digits and two check digits (modulo 11). D-numbers (day + 40) and
    synthetic people (month + 40 or + 80) are right as well. Probably a digit was mistyped: the job then goes to
    nobody, or to somebody else.
    """
    for where, signer in places.signers(job):
        number = signer.personal_identification_number or ""
        if has_eleven_digits(number) and (fault := national_id_fault(number)) is not None:
            yield f"{where}/{places.NUMBER}", f"{number} {fault}"


@rule(
    "PSR314",
    Severity.WARNING,
    source="number series of the National Registry",
    need=Need.ENVIRONMENT,
    hint="use real people in production, synthetic ones in the test environments",
)
def synthetic_number_in_production(job: PortalJob, context: Context) -> Iterator[Problem]:
    """Synthetic people exist in the test environments only.

    Their numbers have 40 or 80 added to the month. In production nobody has such a number, so nobody can sign.
    """
    if context.environment is not Environment.PRODUCTION:
        return
    for where, signer in places.signers(job):
        number = signer.personal_identification_number or ""
        if is_synthetic(number) and is_national_id(number):
            yield f"{where}/{places.NUMBER}", f"{number} is the number of a synthetic person"


@rule(
    "PSR315",
    Severity.WARNING,
    source="number series of the Register of Legal Entities",
    hint="look it up in Enhetsregisteret (the Register of Legal Entities), https://www.brreg.no",
)
def organization_check_digit(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An organisation number should end with the right check digit (modulo 11).

    Probably a digit was mistyped; the service then refuses the sender.
    """
    number = job.sender.organization_number
    fault = organization_number_fault(number)
    if fault is not None and has_nine_digits(number):
        yield "sender/organization-number", f"{number} {fault}"


@rule("PSR317", Severity.NOTE, source="xsd")
def order_without_effect(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An order has no effect where there is one signer only.

    Signers with the same order sign in parallel, those with a higher one after them; gaps are fine.
    """
    if len(job.signers) == 1 and job.signers[0].order:
        yield "signers/signer/@order", f"order {whole_text(job.signers[0].order)}, with one signer only"
