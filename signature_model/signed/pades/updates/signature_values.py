"""The values of signature fields in an update: signatures and time-stamps, with nothing that a reader could show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import entry, is_plain, is_reference, raw_entry, raw_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.signed.pades.updates.update import Update

_SIGNATURE: Final = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/V", "/M", "/Name", "/Reason", "/Location"}
    | {"/ContactInfo", "/Reference", "/Cert", "/Changes", "/R", "/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType"}
)
_TRANSFORM: Final = frozenset(
    {"/Type", "/TransformMethod", "/TransformParams", "/DigestMethod", "/DigestValue", "/DigestLocation", "/Data"}
)


def is_evidence(update: Update, signature: Mapping[str, Any]) -> bool:
    """Whether a value is a time-stamp, or a signature if the update may have one. Raises ForbiddenChange."""
    is_time_stamp = signature.get("/Type") == "/DocTimeStamp"
    own = {key: each for key, each in signature.items() if key != "/Reference" or is_time_stamp}
    if not signature.keys() <= _SIGNATURE or not is_plain(own):
        return False
    return is_time_stamp or (update.allows_signatures and "/Contents" in signature and _is_certain(update, signature))


def _is_certain(update: Update, signature: Mapping[str, Any]) -> bool:
    """Accept what a signature says about later changes (ISO 32000-2, tables 256 and 257)."""
    update.explain_evidence(raw_entry(signature, "/Reference"))
    return all(_is_transform(update, each) for each in raw_items(signature, "/Reference"))


def _is_transform(update: Update, value: Any) -> bool:  # noqa: ANN401 - pyHanko's own
    update.explain_evidence(value)
    transform = update.new(value.reference) if is_reference(value) else value
    if not isinstance(transform, dict) or not transform.keys() <= _TRANSFORM:
        return False
    update.explain_evidence(raw_entry(transform, "/TransformParams"))
    own = {key: each for key, each in transform.items() if key not in {"/Data", "/TransformParams"}}
    return is_plain(own) and is_plain(entry(transform, "/TransformParams", {}))
