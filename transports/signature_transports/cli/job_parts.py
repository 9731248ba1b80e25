"""The parts of a job file that both flows have: the sender, the documents, and the fields beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

from signature_model.console.reading import Unreadable, read
from signature_model.containers.media_types import PDF, SUFFIXES
from signature_model.jobs.context import Sector
from signature_model.jobs.portal import AuthenticationLevel, Document, IdentifierInSignedDocuments, Sender
from signature_model.masking import excerpt

if TYPE_CHECKING:
    from signature_transports.cli.job_tables import Table

_LONGEST_PATH: Final = 400
_MIMES: Final = {suffix: mime for mime, suffix in SUFFIXES.items()}


class SharedArguments(TypedDict):
    """The arguments of the jobs of both flows."""

    title: str
    description: str | None
    reference: str | None
    required_authentication: AuthenticationLevel | None
    identifier_in_signed_documents: IdentifierInSignedDocuments | None
    sender: Sender
    documents: list[Document]


def shared_parts(table: Table, folder: Path, organization_number: str | None) -> SharedArguments:
    """Return the arguments in the outermost table that jobs of both flows have."""
    return SharedArguments(
        title=table.required_text("title"),
        description=table.text("description"),
        reference=table.text("reference"),
        required_authentication=table.choice("required-authentication", AuthenticationLevel),
        identifier_in_signed_documents=table.choice("identifier-in-signed-documents", IdentifierInSignedDocuments),
        sender=_sender(table.maybe_table("sender"), organization_number, table),
        documents=[_document(each, folder) for each in table.tables("documents")],
    )


def _sender(table: Table | None, organization_number: str | None, outer: Table) -> Sender:
    if organization_number is None and not (table and table.has("organization-number")):
        outer.note("sender.organization-number", "is missing; give it here or with --sender")
    if table is None:
        return Sender(organization_number or "")
    sender = Sender(
        table.text("organization-number") or organization_number or "",
        sector=table.choice("sector", Sector),
        polling_queue=table.text("polling-queue"),
    )
    table.require_known()
    return sender


def _document(table: Table, folder: Path) -> Document:
    path = table.required_text("path")
    mime = table.text("mime") or _MIMES.get(Path(path).suffix.lower(), PDF)
    document = Document(
        title=table.required_text("title"),
        content=_content(table, folder, path) if path else None,
        href=table.text("href"),
        mime=mime,
    )
    table.require_known()
    return document


def _content(table: Table, folder: Path, path: str) -> bytes | None:
    tried = folder / path
    try:
        return read(tried)
    except Unreadable as error:
        has_escape = not path.isprintable()
        advice = "; it contains an escape sequence: use single quotes, or / instead of \\" if has_escape else ""
        table.note("path", f"{excerpt(repr(str(tried)), _LONGEST_PATH)} {error}{advice}")
    return None
