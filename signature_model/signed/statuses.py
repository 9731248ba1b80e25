"""Find who has signed or rejected in a status change: as the service sent it, or as ``signering`` saved it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Protocol

from signature_model.errors import OtherDocument, UnreadableRecord
from signature_model.jobs.identifiers import is_national_id
from signature_model.xml.trees import children, local_name, parse, root_in_words, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    Statuses = Iterator[tuple[str, str | None]]

_SIGNED: Final = "SIGNED"
_REJECTED: Final = "REJECTED"
_NUMBER: Final = "personal-identification-number"
_ROOTS: Final = ("portal-signature-job-status-change-response", "direct-signature-job-status-response")
_JSON: Final = b"{"


class Signature(Protocol):
    """The status of a signer, such as a ``Signature`` or ``DirectSignature``, which this package does not import."""

    @property
    def status(self) -> str:
        """The service's text."""


class Change(Protocol):
    """A status change, such as a ``StatusChange`` or ``DirectStatus``, which this package does not import."""

    @property
    def signatures(self) -> Sequence[Signature]:
        """The statuses of the signers."""


def number_of(signature: Signature) -> str | None:
    """Return the national id number of a signer, if the status has it."""
    flows = ("personal_identification_number", "signer")
    return _maybe_number(next(filter(None, (getattr(signature, each, None) for each in flows)), None))


def signed_and_rejected_in(change: bytes | Change) -> tuple[tuple[str | None, ...], tuple[str | None, ...]]:
    """Return an entry for each signer who has signed, and for each who has rejected.

    An entry is the national id number, or None for a signer without one. Raises UnreadableInput for bytes that are
    neither a status change in XML nor its record in JSON.
    """
    if not isinstance(change, bytes):
        found = _of_values(change)
    else:
        found = _of_record(change) if change.lstrip().startswith(_JSON) else _of_xml(parse(change))
    by_status: dict[str, list[str | None]] = {_SIGNED: [], _REJECTED: []}
    for status, number in found:
        by_status.setdefault(status.strip().upper(), []).append(_maybe_number(number))
    return tuple(by_status[_SIGNED]), tuple(by_status[_REJECTED])


def _of_values(change: Change) -> Statuses:
    for each in change.signatures:
        yield each.status, number_of(each)


def _of_record(content: bytes) -> Statuses:
    try:
        signatures: list[dict[str, Any]] = json.loads(content)["signatures"]
        yield from [
            (str(each["status"]), _text(each.get("personal_identification_number", each.get("signer"))))
            for each in signatures
        ]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UnreadableRecord from None  # the cause may contain the text, and so a national id number


def _of_xml(root: etree._Element) -> Statuses:
    if local_name(root) not in _ROOTS:
        message = f"the root element is {root_in_words(root)}, not {' or '.join(f'`{each}`' for each in _ROOTS)}"
        raise OtherDocument(message, line=root.sourceline)
    for each in children(root):  # the direct flow
        if local_name(each) == "status":
            yield text_of(each), each.get("signer")
    for each in root.iter("{*}signature"):
        status, number = each.find("{*}status"), each.find(f"{{*}}{_NUMBER}")
        if status is not None:
            yield text_of(status), None if number is None else text_of(number)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError


def _maybe_number(text: str | None) -> str | None:
    number = "" if text is None else text.strip()
    return number if is_national_id(number) else None
