"""The form of a PDF in an update: it may get new fields, which must be invisible and have time-stamps or signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import (
    entry,
    is_flat,
    is_plain,
    is_reference,
    is_stream,
    named,
    raw_entry,
    raw_items,
)
from signature_model.signed.pades.updates.requirements import (
    STREAM,
    ForbiddenChange,
    added_items,
    require_plain,
    require_same,
)
from signature_model.signed.pades.updates.update import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.signed.pades.updates.update import Update

_FORM: Final = frozenset({"/Fields", "/SigFlags"})
_FONT: Final = frozenset({"/Type", "/Subtype", "/BaseFont", "/Name", "/Encoding"})
_NEW_FORM: Final = _FORM | {"/DA", "/DR"}
_LISTS: Final = frozenset({"/Annots", "/Fields"})
_APPEARANCE: Final = STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources"}
_FIELD: Final = frozenset(
    {"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Ff", "/H", "/P", "/Rect", "/AP", "/V", "/DR"}
)
_SIGNED_FIELD: Final = _FIELD | {"/Lock", "/SV"}
_SIGNATURE: Final = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/V", "/M", "/Name", "/Reason", "/Location"}
    | {"/ContactInfo", "/Reference", "/Cert", "/Changes", "/R", "/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType"}
)


def examine_form(update: Update) -> None:
    """The form may get new fields. Raises ForbiddenChange."""
    old, new = entry(update.old.root, "/AcroForm", {}), entry(update.new.root, "/AcroForm", {})
    update.explain(raw_entry(update.new.root, "/AcroForm"), {"/AcroForm"})
    is_new = "/AcroForm" not in update.old.root and update.allows_signatures
    if is_new and new and update.content.has_widgets:
        raise ForbiddenChange("it adds a form, but the pages already have fields, which would become part of it")  # noqa: EM101, TRY003
    require_same(old, new, "the form", but=_NEW_FORM if is_new else _FORM)
    if is_new:
        _examine_defaults(update, new)
    require_plain(new, {"/SigFlags"}, "the form")
    update.explain(raw_entry(new, "/Fields"), _LISTS)
    for each in added_items(raw_items(old, "/Fields"), raw_items(new, "/Fields"), "the form"):
        _examine_field(update, each)


def examine_lists(update: Update) -> None:
    """New fields may be among the annotations of pages, and empty fields may get a value. Raises ForbiddenChange."""
    for number in sorted(update.numbers.keys() & update.content.uses.keys() - update.explained):
        old, new = (each(update.reference(number, each)) for each in (update.old, update.new))
        if isinstance(old, list) and update.content.uses[number] <= _LISTS:
            _require_fields(update, [*list.__iter__(old)], [*list.__iter__(new)])
        elif isinstance(old, dict) and old.get("/FT") == "/Sig" and "/V" not in old:
            require_same(old, new, named({number}), but={"/F", "/V"})
            require_plain(new, {"/F"}, named({number}))
            _examine_signature(update, number, new)
        elif isinstance(old, dict) and not is_stream(old) and not is_stream(new):
            require_same(old, new, named({number}), but={"/Annots"})
            update.explain(raw_entry(new, "/Annots"), _LISTS)
            _require_fields(update, raw_items(old, "/Annots"), raw_items(new, "/Annots"))
        else:
            raise ForbiddenChange(replaced({number}))
        update.explained.add(number)


def _examine_defaults(update: Update, form: Any) -> None:  # noqa: ANN401
    """A new form may have the usual fonts by default. There are no visible fields that could use them."""
    require_plain(form, {"/DA"}, "the form")
    resources = entry(form, "/DR", {})
    fonts = entry(resources, "/Font", {})
    update.explain_evidence(raw_entry(form, "/DR"))
    update.explain_evidence(raw_entry(resources, "/Font"))
    for each in fonts:
        update.explain_evidence(raw_entry(fonts, each))
    if resources.keys() - {"/Font"} or not all(_is_usual(fonts[each]) for each in fonts):
        raise ForbiddenChange("it changes the form")  # noqa: EM101, TRY003


def _is_usual(font: Any) -> bool:  # noqa: ANN401
    """Whether a font is a standard one, whose characters are not redefined."""
    is_known = isinstance(font, dict) and not is_stream(font) and font.keys() <= _FONT and is_flat(font)
    return bool(is_known and font.get("/BaseFont") in {"/Helvetica", "/ZapfDingbats"})


def _examine_field(update: Update, value: Any) -> None:  # noqa: ANN401
    """A new field must be invisible, and have a time-stamp, or a signature if these are allowed."""
    if not is_reference(value):
        raise ForbiddenChange("it adds a field")  # noqa: EM101, TRY003
    update.explain_evidence(value)
    own = update.new(value.reference)
    allowed = _SIGNED_FIELD if update.allows_signatures else _FIELD
    rest = {key: each for key, each in own.items() if key not in {"/P", "/AP", "/V"}}
    is_widget = own.get("/Subtype", "/Widget") == "/Widget" and own.get("/Type", "/Annot") == "/Annot"
    is_widget = is_widget and not entry(own, "/DR", {})
    if not (own.keys() <= allowed and own.get("/FT") == "/Sig" and is_widget and is_plain(rest)):
        raise ForbiddenChange(_more_than_evidence(value.idnum))
    update.explain_evidence(raw_entry(own, "/AP"))
    _examine_signature(update, value.idnum, own)
    update.explain_evidence(raw_entry(entry(own, "/AP", {}), "/N"))
    update.fields.add(value.idnum)


def _examine_signature(update: Update, number: int, own: Any) -> None:  # noqa: ANN401
    """Require an invisible field with evidence."""
    update.explain_evidence(raw_entry(own, "/V"))
    if not (_is_invisible(own) and _is_signature(update, entry(own, "/V", {}))):
        raise ForbiddenChange(_more_than_evidence(number))


def _is_signature(update: Update, signature: Mapping[str, Any]) -> bool:
    is_time_stamp = signature.get("/Type") == "/DocTimeStamp"
    if not signature.keys() <= _SIGNATURE:
        return False
    own = {key: each for key, each in signature.items() if key != "/Reference" or is_time_stamp}
    return is_plain(own) and (is_time_stamp or (update.allows_signatures and "/Contents" in signature))


def _require_fields(update: Update, old: list[Any], new: list[Any]) -> None:
    for each in added_items(old, new, "the annotations of a page"):
        if not is_reference(each) or each.idnum not in update.fields:
            raise ForbiddenChange("it adds an annotation")  # noqa: EM101, TRY003


def _is_invisible(own: Any) -> bool:  # noqa: ANN401
    """Whether a field has no extent, and an appearance with nothing in it or none."""
    corners = raw_items(own, "/Rect") if "/Rect" in own else [0] * 4
    appearance = entry(own, "/AP", {})
    normal = entry(appearance, "/N", None)
    is_point = len(corners) == 4 and corners[:2] == corners[2:]  # noqa: PLR2004
    return is_point and appearance.keys() <= {"/N"} and (normal is None or _is_empty(normal))


def _is_empty(appearance: Any) -> bool:  # noqa: ANN401
    is_known = is_stream(appearance) and appearance.keys() <= _APPEARANCE and is_plain({**appearance})
    return bool(is_known and not appearance.data.strip())


def _more_than_evidence(number: int) -> str:
    return f"it adds {named({number})}, which is more than a time-stamp"
