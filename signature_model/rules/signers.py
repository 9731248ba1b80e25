"""PSR3xx, part one: who the signers are and how they are notified. Facts: the job."""

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


@rule("PSR309", Severity.WARNING, source="xsd", hint="list each signer once, with different contact information")
def duplicate_signer(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Two signers have the same identification.

    The service reports each signer's status and signature by national id number, or by contact information if the
    signer has no number. With the same identification twice, you cannot know which result belongs to which signer.
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
    hint="write the address, or remove the element if there is another one",
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
    """An e-mail address should have the usual form: a name, one at sign, a domain with a dot.

    A signer who receives no notification does not know of the job, and the job expires.
    """
    for where, contact in places.contacts(job):
        if contact.email and contact.email.strip() and not _EMAIL.fullmatch(contact.email):
            yield f"{where}/email/@address", f"{quoted(contact.email)} does not look like an e-mail address"


@rule(
    "PSR312",
    Severity.WARNING,
    source="addressing",
    hint="write eight digits, or + and the country code before the number",
)
def implausible_mobile(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A mobile number should have eight digits, or `+` or `00` and a country code before the number.

    Spaces, hyphens and parentheses between the digits are ignored. A signer who receives no notification does not know
    of the job, and the job expires.
    """
    for where, contact in places.contacts(job):
        digits = _MOBILE_PUNCTUATION.sub("", contact.sms or "")
        if contact.sms and contact.sms.strip() and not _MOBILE.fullmatch(digits):
            yield f"{where}/sms/@number", f"{quoted(contact.sms)} does not look like a mobile number"


@rule(
    "PSR313",
    Severity.WARNING,
    source="number series of the National Registry",
    hint="compare the number with its origin",
)
def number_check_digits(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A national id number should begin with a date and end with the correct check digits.

    The eleven digits are DDMMYY, three individual digits and two check digits (modulo 11). D-numbers (day + 40) and
    synthetic numbers (month + 40 or + 80) are valid too. A digit was probably mistyped; the job would go to another
    person, or to no one.
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
    hint="use numbers of real people in production, and synthetic numbers in the test environments",
)
def synthetic_number_in_production(job: PortalJob, context: Context) -> Iterator[Problem]:
    """Synthetic people exist in the test environments only.

    Their numbers have 40 or 80 added to the month. No person in production has such a number, so no one can sign.
    """
    if context.environment is not Environment.PRODUCTION:
        return
    for where, signer in places.signers(job):
        number = signer.personal_identification_number or ""
        if is_synthetic(number) and is_national_id(number):
            yield f"{where}/{places.NUMBER}", f"{number} is a synthetic number"


@rule(
    "PSR315",
    Severity.WARNING,
    source="number series of the Register of Legal Entities",
    hint="look it up in Enhetsregisteret (the Register of Legal Entities), https://www.brreg.no",
)
def organization_check_digit(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An organisation number should end with the correct check digit (modulo 11).

    A digit was probably mistyped; the service then refuses the sender.
    """
    number = job.sender.organization_number
    fault = organization_number_fault(number)
    if fault is not None and has_nine_digits(number):
        yield "sender/organization-number", f"{number} {fault}"


@rule("PSR317", Severity.NOTE, source="xsd")
def order_without_effect(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An `order` has no effect if there is only one signer.

    Signers with the same order sign in parallel, signers with a higher order after them. Gaps are allowed.
    """
    if len(job.signers) == 1 and job.signers[0].order:
        yield (
            "signers/signer/@order",
            f"order {whole_text(job.signers[0].order)} has no effect: there is only one signer",
        )
