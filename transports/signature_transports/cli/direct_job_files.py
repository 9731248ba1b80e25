"""Job files of the direct flow. ``job_files`` reads the flow, and ``job_parts`` the parts that both flows have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.jobs.direct import DirectJob, DirectSigner, ExitUrls, StatusRetrieval
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from signature_transports.cli.job_parts import shared_parts

if TYPE_CHECKING:
    from pathlib import Path

    from signature_transports.cli.job_tables import Table

EXAMPLE: Final = """\
# A signature job in the direct flow for `signering send`. Keys that are marked (optional) can be left out.
flow = "direct"
title = "Employment contract"             # 1 to 80 characters; may contain personal data
description = "Please sign by Friday."    # (optional)
reference = "2030-117"                    # (optional) your own, at most 50 characters: no personal data
required-authentication = 4               # (optional) 3 or 4
identifier-in-signed-documents = "DATE_OF_BIRTH_AND_NAME"  # (optional) or NAME, PERSONAL_IDENTIFICATION_NUMBER_AND_NAME
status-retrieval-method = "WAIT_FOR_CALLBACK"  # (optional) or POLLING

[exit-urls]                               # where signers return to; or one for all: exit-urls = "https://…"
completion-url = "https://sender.example/signed"
rejection-url = "https://sender.example/rejected"
error-url = "https://sender.example/failed"

[sender]
organization-number = "984661185"         # (optional) otherwise --sender, or the number in the certificate
sector = "public"                         # (optional) or private
polling-queue = "hr"                      # (optional) the queue for status changes, with POLLING

[[documents]]                             # 1 to 20
path = "contract.pdf"                     # relative to this file
title = "Contract"
href = "contract.pdf"                     # (optional) its name in the bundle
mime = "application/pdf"                  # (optional) otherwise by the suffix: .pdf or .txt

[[signers]]                               # 1 to 10; all can sign in parallel
personal-identification-number = "01818000282"  # of a synthetic person, for the test environments only
signature-type = "AUTHENTICATED_ELECTRONIC_SIGNATURE"  # (optional) or ADVANCED_ELECTRONIC_SIGNATURE
on-behalf-of = "SELF"                     # (optional) or OTHER

[[signers]]
signer-identifier = "customer 17"         # a signer without a number has an identifier of your own
"""


def direct_job(table: Table, folder: Path, organization_number: str | None) -> DirectJob:
    """Return the job that the outermost table describes."""
    job = DirectJob(
        **shared_parts(table, folder, organization_number),
        exit_urls=_exit_urls(table),
        status_retrieval=table.choice("status-retrieval-method", StatusRetrieval),
        signers=[_signer(each) for each in table.tables("signers")],
    )
    table.require_known()
    return job


def _exit_urls(table: Table) -> ExitUrls | None:
    if table.is_text("exit-urls"):
        return ExitUrls.single(table.required_text("exit-urls"))
    if not table.has("exit-urls"):
        table.note("exit-urls", "is missing: give one URL, or a table with completion-url, rejection-url and error-url")
    urls = table.maybe_table("exit-urls", "must be a URL in quotes, or a table of URLs")
    if urls is None:
        return None
    given = ExitUrls(
        completion_url=urls.required_text("completion-url"),
        rejection_url=urls.required_text("rejection-url"),
        error_url=urls.required_text("error-url"),
    )
    urls.require_known()
    return given


def _signer(table: Table) -> DirectSigner:
    number, identifier = table.text("personal-identification-number"), table.text("signer-identifier")
    names = [each for each in ("personal-identification-number", "signer-identifier") if table.has(each)]
    if not names:
        table.note("", "has no signer: give personal-identification-number or signer-identifier")
    for each in names[1:]:
        table.note(each, f"cannot be combined with {names[0]}: give only one of them")
    signer = DirectSigner(
        personal_identification_number=number,
        signer_identifier=(identifier or "") if number is None else None,  # if it is missing, a problem was noted
        signature_type=table.choice("signature-type", SignatureType),
        on_behalf_of=table.choice("on-behalf-of", OnBehalfOf),
    )
    table.require_known()
    return signer
