"""Find who has signed in a status change: as the service sent it, or as ``signering`` saved it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from signature_model.errors import OtherDocument, UnreadableRecord
from signature_model.jobs.identifiers import is_national_id
from signature_model.masking import masked_repr
from signature_model.signed.moments import maybe_moment
from signature_model.xml.lexical import maybe_time
from signature_model.xml.trees import children, local_name, parse, root_in_words, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

SIGNED: Final = "SIGNED"
_NUMBER: Final = "personal-identification-number"
_PORTAL: Final = "portal-signature-job-status-change-response"
_DIRECT: Final = "direct-signature-job-status-response"
_JSON: Final = b"{"


class Signature(Protocol):
    """The status of a signer, such as a ``Signature`` or ``DirectSignature``, which this package does not import."""

    @property
    def status(self) -> str:
        """The service's text."""

    @property
    def since(self) -> datetime | None:
        """Since when the signer has this status, as an aware datetime."""


class Change(Protocol):
    """A status change, such as a ``StatusChange`` or ``DirectStatus``, which this package does not import."""

    @property
    def signatures(self) -> Sequence[Signature]:
        """The statuses of the signers."""


def number_of(signature: Signature) -> str | None:
    """Return the national id number of a signer, if the status has it."""
    flows = ("personal_identification_number", "signer")
    return _maybe_number(next(filter(None, (getattr(signature, each, None) for each in flows)), None))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StatedStatus:
    """The status of a signer, and since when. ``number`` is the national id number; None for a signer without one."""

    status: str
    number: str | None
    since: datetime | None

    __repr__ = masked_repr


def statuses_in(change: bytes | Change) -> tuple[StatedStatus, ...]:
    """Return the status of each signer, in capital letters.

    Raises UnreadableInput for bytes that are neither a status change in XML nor its record in JSON.
    """
    if not isinstance(change, bytes):
        return tuple([_stated(each.status, number_of(each), each.since) for each in change.signatures])
    return tuple(_of_record(change) if change.lstrip().startswith(_JSON) else _of_xml(parse(change)))


def _of_record(content: bytes) -> Iterator[StatedStatus]:
    try:
        signatures: list[dict[str, Any]] = json.loads(content)["signatures"]
        yield from [
            _stated(
                str(each["status"]),
                _text(each.get("personal_identification_number", each.get("signer"))),
                datetime.fromisoformat(each["since"]) if "since" in each else None,
            )
            for each in signatures
        ]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UnreadableRecord from None  # the cause may contain the text, and so a national id number


def _of_xml(root: etree._Element) -> Iterator[StatedStatus]:
    if local_name(root) == _DIRECT:
        for each in children(root):
            if local_name(each) == "status":
                yield _stated(text_of(each), each.get("signer"), maybe_time(each.get("since", "")))
        return
    if local_name(root) != _PORTAL:
        message = f"the root element is {root_in_words(root)}, not `{_PORTAL}` or `{_DIRECT}`"
        raise OtherDocument(message, line=root.sourceline)
    for each in root.iter("{*}signature"):
        status, number = each.find("{*}status"), each.find(f"{{*}}{_NUMBER}")
        if status is not None:
            since = maybe_time(status.get("since", ""))
            yield _stated(text_of(status), None if number is None else text_of(number), since)


def _stated(status: str, number: str | None, since: datetime | None) -> StatedStatus:
    return StatedStatus(status=status.strip().upper(), number=_maybe_number(number), since=maybe_moment(since))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError


def _maybe_number(text: str | None) -> str | None:
    number = "" if text is None else text.strip()
    return number if is_national_id(number) else None
