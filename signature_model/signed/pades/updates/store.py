"""The document security store (DSS) in an update of a PDF: it may get new evidence (ISO 32000-2, 12.8.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import entry, is_reference, raw_entry, raw_items
from signature_model.signed.pades.updates.requirements import (
    STREAM,
    ForbiddenChange,
    require_array,
    require_dictionary,
    require_plain,
    require_stream,
)

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from signature_model.signed.pades.updates.update import Update

_STORE: Final = frozenset({"/Type", "/VRI", "/Certs", "/OCSPs", "/CRLs"})
_RELATED: Final = frozenset({"/Type", "/Cert", "/OCSP", "/CRL", "/TU", "/TS"})
_PLAIN: Final = frozenset({"/Type", "/TU"})


def examine_store(update: Update) -> None:
    """Require that the store gets only certificates, OCSP responses, CRLs and time-stamps. Raises ForbiddenChange."""
    store = entry(update.new.root, "/DSS", {})
    update.explain(raw_entry(update.new.root, "/DSS"))
    _examine_related(update, store, _STORE)
    related = entry(store, "/VRI", {})
    require_dictionary(related)
    update.explain(raw_entry(store, "/VRI"))
    for key in related:
        update.explain(raw_entry(related, key))
        _examine_related(update, related[key], _RELATED)


def _examine_related(update: Update, dictionary: Any, keys: AbstractSet[str]) -> None:  # noqa: ANN401
    """Accept the arrays of evidence in a dictionary."""
    require_dictionary(dictionary, keys)
    for key in dictionary:
        value = raw_entry(dictionary, key)
        if key in _PLAIN:
            require_plain(dictionary, {key}, "the store")
        elif key == "/TS":
            _examine_evidence(update, value)
        elif key != "/VRI":
            require_array(dictionary[key])
            update.explain(value)
            for each in raw_items(dictionary, key):
                _examine_evidence(update, each)


def _examine_evidence(update: Update, value: Any) -> None:  # noqa: ANN401
    if not is_reference(value):
        raise ForbiddenChange("it adds something other than evidence to the security store")  # noqa: EM101, TRY003
    if value.idnum in update.numbers:
        update.explain_evidence(value)
        stream = update.new(value.reference)
        require_stream(stream, STREAM, "the store")
        update.explain_evidence(raw_entry(stream, "/Length"))
