"""Job files: signature jobs described in TOML or JSON, with the specification's names.

``validation`` decides whether the service would accept the job. ``EXAMPLES`` have every key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.jobs.context import SigningFlow
from signature_model.jobs.portal import Availability, PortalJob
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_transports.cli import direct_job_files
from signature_transports.cli.job_parts import shared_parts
from signature_transports.cli.job_problems import FaultyJobFile, ProblemList
from signature_transports.cli.job_syntax import Tables
from signature_transports.cli.job_tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from signature_model.jobs.flows import AnyJob

EXAMPLE: Final = """\
# A signature job for `signering send`. Keys that are marked (optional) can be left out.
flow = "portal"                           # (optional) `--example direct` prints a job of the direct flow
title = "Employment contract"             # 1 to 80 characters; may contain personal data
nonsensitive-title = "A contract"         # (optional) sent in e-mails and text messages: no personal data
description = "Please sign by Friday."    # (optional)
reference = "2030-117"                    # (optional) your own, at most 50 characters: no personal data
required-authentication = 4               # (optional) 3 or 4
identifier-in-signed-documents = "DATE_OF_BIRTH_AND_NAME"  # (optional) or NAME, PERSONAL_IDENTIFICATION_NUMBER_AND_NAME

[sender]
organization-number = "999999999"         # (optional) otherwise --sender, or the number in the certificate
sector = "public"                         # (optional) or private
polling-queue = "hr"                      # (optional) the queue for status changes

[availability]                            # (optional)
# activation-time = 2030-01-31T08:00:00+01:00  # (optional) otherwise immediately
available-days = 10                       # (optional) or available-hours, or available-seconds

[[documents]]                             # 1 to 20
path = "contract.pdf"                     # relative to this file
title = "Contract"
href = "contract.pdf"                     # (optional) its name in the bundle
mime = "application/pdf"                  # (optional) otherwise by the suffix: .pdf or .txt

[[signers]]                               # 1 to 10; signers with the same order sign in parallel
personal-identification-number = "01818000282"  # of a synthetic person, for the test environments only
notify = { lookup = true, sms = true }    # or "lookup", or { email = "kari@example.com", mobile = "+4799999999" }
order = 1                                 # (optional) 0 to 9
signature-type = "AUTHENTICATED_ELECTRONIC_SIGNATURE"  # (optional) or ADVANCED_ELECTRONIC_SIGNATURE
on-behalf-of = "SELF"                     # (optional) or OTHER

[[signers]]
email = "ola@example.com"                 # a signer without a number is identified by email, mobile, or both
mobile = "+4799999999"
order = 2
"""

EXAMPLES: Final = {SigningFlow.PORTAL: EXAMPLE, SigningFlow.DIRECT: direct_job_files.EXAMPLE}

_UNITS: Final = {"available-days": 86_400, "available-hours": 3_600, "available-seconds": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """The job that a file describes, and the ``lines`` of the file's keys."""

    job: AnyJob
    lines: Mapping[str, int]


def parse_job(
    content: bytes, folder: Path, *, is_json: bool | None = None, organization_number: str | None = None
) -> JobFile:
    """Parse a job file, and read the documents that it names relative to a ``folder``.

    Without ``is_json``, a file that begins with a brace is JSON. ``organization_number`` is the sender if the file
    names none. Raises FaultyJobFile.
    """
    tables = Tables.parse(content, is_json=is_json)
    problems = ProblemList(lines=tables.lines)
    table = Table(tables.values, "", problems)
    flow = table.choice("flow", SigningFlow) or SigningFlow.PORTAL
    of_flow = direct_job_files.direct_job if flow is SigningFlow.DIRECT else _portal_job
    job = of_flow(table, folder, organization_number)
    if problems.problems:
        raise FaultyJobFile(problems.problems)
    return JobFile(job=job, lines=tables.lines)


def _portal_job(table: Table, folder: Path, organization_number: str | None) -> PortalJob:
    job = PortalJob(
        **shared_parts(table, folder, organization_number),
        nonsensitive_title=table.text("nonsensitive-title"),
        availability=_availability(table.maybe_table("availability")),
        signers=[_signer(each) for each in table.tables("signers")],
    )
    table.require_known()
    return job


def _availability(table: Table | None) -> Availability | None:
    if table is None:
        return None
    activation_time = table.moment("activation-time")
    given = [name for name in _UNITS if table.has(name)]
    for each in given[1:]:
        table.note(each, f"has the same meaning as {given[0]}: give only one of them")
    available_for = _duration(table, given[0]) if given else None
    table.require_known()
    return Availability(activation_time=activation_time, available_for=available_for)


def _duration(table: Table, name: str) -> timedelta | None:
    count = table.whole(name)
    try:
        return None if count is None else timedelta(seconds=count * _UNITS[name])
    except OverflowError:
        table.note(name, "is too large")
        return None


def _signer(table: Table) -> Signer:
    number = table.text("personal-identification-number")
    email, mobile = table.text("email"), table.text("mobile")
    if table.has("personal-identification-number"):
        notify = _notify(table)
        for name in (each for each in ("email", "mobile") if table.has(each)):
            table.note(name, f"cannot be combined with personal-identification-number; write notify = {{ {name} = … }}")
    else:
        notify = _contact(table, email, mobile)
        if table.has("notify"):
            table.note(
                "notify",
                "needs personal-identification-number; without it, use email or mobile",
            )
    signer = Signer(
        personal_identification_number=number,
        notify=notify,
        signature_type=table.choice("signature-type", SignatureType),
        on_behalf_of=table.choice("on-behalf-of", OnBehalfOf),
        order=table.whole("order"),
    )
    table.require_known()
    return signer


def _contact(table: Table, email: str | None, mobile: str | None) -> Notifications:
    if not (table.has("email") or table.has("mobile")):
        table.note("", "has no signer: give personal-identification-number, or email or mobile")
    return Notifications(email=email, sms=mobile)


def _notify(table: Table) -> Lookup | Notifications | None:
    if table.says("notify", "lookup"):
        return Lookup()
    if not table.has("notify"):
        table.note("notify", 'is missing: give "lookup", or { email = …, mobile = … }')
    notify = table.maybe_table("notify", 'must be "lookup" or a table')
    if notify is None:
        return None
    lookup, sms = notify.flag("lookup"), notify.flag("sms")
    email, mobile = notify.text("email"), notify.text("mobile")
    notify.require_known()
    _require_one_way(notify, lookup=lookup, sms=sms)
    return Lookup(sms=sms) if lookup else Notifications(email=email, sms=mobile)


def _require_one_way(notify: Table, *, lookup: bool, sms: bool) -> None:
    addressed = notify.has("email") or notify.has("mobile")
    if lookup and addressed:
        notify.note("", "has both: give either lookup, or email and mobile")
    if not lookup and sms:
        notify.note("sms", "needs lookup = true; for a number that you know, use mobile")
    if not lookup and not addressed:
        notify.note("", "is empty: give lookup = true, or email or mobile")
