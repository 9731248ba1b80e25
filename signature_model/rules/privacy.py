"""PSR6xx: personal data outside the secure zone. Facts: the job request (PSR601), the job (the others)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.identifiers import national_ids_in
from signature_model.jobs.portal import PortalJob
from signature_model.rules import places
from signature_model.rules.invisible import INVISIBLE
from signature_model.rules.registry import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest

_EMAIL = r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[^\W\d_]{2,}"
_MOBILE_DIGITS = 8
_NOT_A_DIGIT = r"\D"
_NUMBER = r"\d(?:[ .\u00a0\u00b7\u2007\u2009-\u2015\u202f\u2212-]?\d)*"
_DIGITS = r"\d+"


@rule("PSR601", Severity.WARNING, source="security", hint="use a reference that reveals nothing about people")
def personal_data_in_reference(request: AnyJobRequest, _: Context) -> Iterator[Problem]:
    """The reference must not contain a national id number.

    References leave the secure zone: e-mails and logs contain them. Personal data is allowed only in
    `personal-identification-number`, `title` and `description`.
    """
    for number in national_ids_in(request.reference or ""):
        yield "reference", f"contains the national id number {number}"


@rule("PSR602", Severity.WARNING, source="security", hint="write the kind of document, without personal data")
def personal_data_in_nonsensitive_title(job: PortalJob, _: Context) -> Iterator[Problem]:
    """The non-sensitive title must not contain personal data.

    The service sends it in e-mails and text messages, outside the secure zone. This rule finds valid national id
    numbers, e-mail addresses, and the signers' own mobile numbers.
    """
    title = job.nonsensitive_title or ""
    where = places.nonsensitive_title(job)
    for number in national_ids_in(title):
        yield where, f"contains the national id number {number}"
    if contains_email(title):
        yield where, "contains an e-mail address"
    numbers = set(_mobile_numbers(job))
    if numbers and not numbers.isdisjoint(_endings(title)):
        yield where, "contains a signer's mobile number"


@rule("PSR603", Severity.NOTE, source="portal", hint="write a `nonsensitive-title`, such as the kind of document")
def no_nonsensitive_title(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Without a non-sensitive title, the notifications are generic.

    Signers then get e-mails and text messages that do not name the document, and may mistake them for spam.
    """
    if job.nonsensitive_title is None:
        yield "", "no `nonsensitive-title`: notifications will be generic"


@rule("PSR604", Severity.WARNING, source="what signers see", hint="write a title that people can read")
def blank_text(job: AnyJob, _: Context) -> Iterator[Problem]:
    """A title should have visible characters.

    The schema allows a title of spaces, or of characters that have no width. Signers then see an empty line where the
    title should be.
    """
    own = [] if job.deprecated_single_document else [("title", job.title)]
    shown = [(places.nonsensitive_title(job), job.nonsensitive_title)] if isinstance(job, PortalJob) else []
    documents = [(f"{where}/title", document.title) for where, document in places.documents(job)]
    for where, title in (*own, *shown, *documents):
        if title and shows_nothing(title):
            yield where, "the title has no visible characters"


def shows_nothing(text: str) -> bool:
    """Whether a text consists of white space and of characters without a width."""
    return not (text.strip() if text.isascii() else re.sub(INVISIBLE, "", text))


def contains_email(text: str) -> bool:
    """Whether there is an e-mail address in a text."""
    return "@" in text and re.search(_EMAIL, text) is not None


def _endings(text: str) -> Iterator[str]:
    """Yield the last eight digits up to the end of each group of digits."""
    for number in re.findall(_NUMBER, text):
        digits = ""
        for group in re.findall(_DIGITS, number):
            digits = (digits + group)[-_MOBILE_DIGITS:]
            yield digits


def _mobile_numbers(job: PortalJob) -> Iterator[str]:
    """Return the last eight digits of each number, so that a country code makes no difference."""
    for _, contact in places.contacts(job):
        digits = re.sub(_NOT_A_DIGIT, "", contact.sms) if contact.sms else ""
        if len(digits) >= _MOBILE_DIGITS:
            yield digits[-_MOBILE_DIGITS:]
