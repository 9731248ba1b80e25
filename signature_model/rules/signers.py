"""PSR3xx, part one: who the signers are and how they are notified. Facts: the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.context import Environment
from signature_model.jobs.identifiers import (
    has_eleven_digits,
    has_nine_digits,
    is_national_id,
    is_synthetic,
    is_test_organization,
    national_id_fault,
    organization_number_fault,
)
from signature_model.rules import places
from signature_model.rules.registry import Need, Problem, rule
from signature_model.xml.lexical import whole_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import PortalJob


@rule(
    "PSR313",
    Severity.WARNING,
    source="number series of the National Registry",
    hint="compare the number with the source that you took it from",
)
def number_check_digits(job: AnyJob, _: Context) -> Iterator[Problem]:
    """A national id number should begin with a date and end with the correct check digits.

    The eleven digits are DDMMYY, three individual digits and two check digits (modulo 11). D-numbers (day + 40),
    synthetic numbers (month + 40, + 65 or + 80) and numbers of the series that is issued from 2032 are valid too. A
    digit was probably mistyped; the job would go to another person, or to no one.
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
def synthetic_number_in_production(job: AnyJob, context: Context) -> Iterator[Problem]:
    """Synthetic people exist in the test environments only.

    Their numbers have 40, 65 or 80 added to the month. No person in production has such a number, so no one can sign.
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
def organization_check_digit(job: AnyJob, context: Context) -> Iterator[Problem]:
    """An organisation number should begin with 8 or 9, and end with the correct check digit (modulo 11).

    Numbers that begin with 2 or 3 belong to the test register; in production they are reported. Probably a digit is
    wrong; the service then refuses the sender.
    """
    number = job.sender.organization_number
    fault = organization_number_fault(number)
    if fault is not None and has_nine_digits(number):
        yield "sender/organization-number", f"{number} {fault}"
    elif context.environment is Environment.PRODUCTION and is_test_organization(number):
        yield "sender/organization-number", f"{number} is a number of the test register"


@rule("PSR317", Severity.NOTE, source="xsd", hint="check whether a signer is missing, or remove the order")
def order_without_effect(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An `order` has no effect if there is only one signer.

    Signers with the same order sign in parallel, signers with a higher order after them. Gaps are allowed.
    """
    if len(job.signers) == 1 and job.signers[0].order:
        yield (
            "signers/signer/@order",
            f"order {whole_text(job.signers[0].order)} has no effect: there is only one signer",
        )
