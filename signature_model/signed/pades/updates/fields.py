"""The form of a PDF in an update: it may get new fields, which must be invisible and have time-stamps or signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import (
    differing_keys,
    entry,
    is_flat,
    is_plain,
    is_reference,
    is_stream,
    named,
    raw_entry,
    raw_items,
)
from signature_model.signed.pades.updates.appearances import examine_appearance, explain_new, is_point
from signature_model.signed.pades.updates.requirements import (
    ForbiddenChange,
    added_items,
    require_plain,
    require_same,
)
from signature_model.signed.pades.updates.signature_values import is_evidence
from signature_model.signed.pades.updates.update import replaced

if TYPE_CHECKING:
    from signature_model.signed.pades.updates.update import Update

_FORM: Final = frozenset({"/Fields", "/SigFlags"})
_FONT: Final = frozenset({"/Type", "/Subtype", "/BaseFont", "/Name", "/Encoding"})
_NEW_FORM: Final = _FORM | {"/DA", "/DR", "/Type"}
_RESOURCES: Final = frozenset({"/Font", "/XObject", "/ProcSet"})
_APPEARANCES: Final = "/NeedAppearances"
_LISTS: Final = frozenset({"/Annots", "/Fields"})
_OF_FIELDS: Final = frozenset({"/Fields[]", "/Kids[]", "/Annots[]", "/Obj"})
"""The keys under which a document may use a field. Under another key, the object would also be something else."""
_FIELD: Final = frozenset(
    {"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Ff", "/H", "/P", "/Rect", "/AP", "/V", "/DR"}
)
_RULES: Final = frozenset({"/Lock", "/SV"})
"""The entries for the fields that a signature locks, and for its required properties.

Each is a separate object (ISO 32000-2, table 235).
"""
_SIGNED_FIELD: Final = _FIELD | _RULES | {"/DA", "/MK", "/StructParent"}
_FILLED: Final = frozenset({"/Type", "/Subtype", "/F", "/Ff", "/H", "/P", "/AP", "/V", "/DA", "/MK"}) | _RULES
"""The entries that a program may write into an empty field when it signs."""


def examine_form(update: Update) -> None:
    """Require that the form only gets new fields. Raises ForbiddenChange."""
    old, new = entry(update.old.root, "/AcroForm", {}), entry(update.new.root, "/AcroForm", {})
    update.explain_entry(update.old.root, update.new.root, "/AcroForm")
    is_new = "/AcroForm" not in update.old.root and update.allows_signatures
    if is_new and new and update.content.has_widgets:
        raise ForbiddenChange("it adds a form, but the pages already have fields, which would become part of it")  # noqa: EM101, TRY003
    require_same(old, new, "the form", but=_NEW_FORM if is_new else _FORM | _unneeded(update, new))
    if is_new:
        _examine_defaults(update, new)
    require_plain(new, {"/SigFlags", "/Type"}, "the form")
    update.explain_entry(old, new, "/Fields", _LISTS)
    for each in added_items(raw_items(old, "/Fields"), raw_items(new, "/Fields"), "the form"):
        _examine_field(update, each)


def examine_lists(update: Update) -> None:
    """New fields may be among the annotations of pages, and empty fields may get a value. Raises ForbiddenChange."""
    for number in sorted(update.numbers.keys() & update.content.uses.keys() - update.explained):
        old, new = (each(update.reference(number, each)) for each in (update.old, update.new))
        if isinstance(old, list) and update.content.uses[number] <= _LISTS:
            _require_fields(update, [*list.__iter__(old)], [*list.__iter__(new)])
        elif _is_empty(old) and update.content.uses[number] <= _OF_FIELDS:
            _examine_filled(update, number, old, new)
        elif isinstance(old, dict) and not is_stream(old) and not is_stream(new):
            require_same(old, new, named({number}), but={"/Annots"})
            update.explain_entry(old, new, "/Annots", _LISTS)
            _require_fields(update, raw_items(old, "/Annots"), raw_items(new, "/Annots"))
        else:
            raise ForbiddenChange(replaced({number}))
        update.explained.add(number)


def _unneeded(update: Update, form: Any) -> set[str]:  # noqa: ANN401
    """Return the key that asks readers not to make appearances again, if all fields have one."""
    is_off = not entry(form, _APPEARANCES, False)  # noqa: FBT003 - of pyHanko's type, or this
    return {_APPEARANCES} if is_off and update.allows_signatures and not update.content.has_bare_widgets else set()


def _examine_defaults(update: Update, form: Any) -> None:  # noqa: ANN401
    """A new form may have the usual fonts by default, and images. There are no visible fields that could use them."""
    require_plain(form, {"/DA"}, "the form")
    resources = entry(form, "/DR", {})
    fonts = entry(resources, "/Font", {})
    update.explain_evidence(raw_entry(form, "/DR"))
    update.explain_evidence(raw_entry(resources, "/Font"))
    for each in fonts:
        update.explain_evidence(raw_entry(fonts, each))
    explain_new(update, raw_entry(resources, "/XObject"))
    require_plain(resources, {"/ProcSet"}, "the form")
    if resources.keys() - _RESOURCES or not all(_is_usual(fonts[each]) for each in fonts):
        raise ForbiddenChange("it changes the form")  # noqa: EM101, TRY003


def _is_usual(font: Any) -> bool:  # noqa: ANN401
    """Whether a font is a standard one, whose characters are not redefined."""
    is_known = isinstance(font, dict) and not is_stream(font) and font.keys() <= _FONT and is_flat(font)
    return bool(is_known and font.get("/BaseFont") in {"/Helvetica", "/ZapfDingbats"})


def _examine_field(update: Update, value: Any) -> None:  # noqa: ANN401
    """A new field must have a time-stamp and be invisible, or a signature if these are allowed."""
    if not is_reference(value):
        raise ForbiddenChange("it adds a field")  # noqa: EM101, TRY003
    update.explain_evidence(value)
    own = update.new(value.reference)
    allowed = _SIGNED_FIELD if update.allows_signatures else _FIELD
    if not own.keys() <= allowed or own.get("/FT") != "/Sig":
        raise ForbiddenChange(_more_than_evidence(update, value.idnum))
    _examine_signature(update, value.idnum, own)
    update.fields.add(value.idnum)


def _is_empty(field: Any) -> bool:  # noqa: ANN401
    """Whether an object is a field that a signature may fill."""
    return isinstance(field, dict) and not is_stream(field) and field.get("/FT") == "/Sig" and "/V" not in field


def _examine_filled(update: Update, number: int, old: Any, new: Any) -> None:  # noqa: ANN401
    """An empty field may get a signature, and what belongs to it."""
    place = {"/Rect"} if is_point(old) and is_point(new) else set()
    kind = {"/Type", "/Subtype"} if "/Kids[]" in update.content.uses[number] else set()  # it may also be a page
    require_same(old, new, named({number}), but=(_FILLED - kind) | place)
    _examine_signature(update, number, new)


def _examine_signature(update: Update, number: int, own: Any) -> None:  # noqa: ANN401
    """Require a field with evidence, which is invisible unless the update signs."""
    rest = {key: each for key, each in own.items() if key not in {"/P", "/Parent", "/AP", "/V", *_RULES}}
    is_widget = own.get("/Subtype", "/Widget") == "/Widget" and own.get("/Type", "/Annot") == "/Annot"
    for each in _RULES & own.keys():
        update.explain_evidence(raw_entry(own, each))
        is_widget = is_widget and is_plain(own[each]) and not is_stream(own[each])
    update.explain_evidence(raw_entry(own, "/V"))
    update.signed.add(number)
    is_known = is_widget and is_plain(rest) and not entry(own, "/DR", {})
    if not (is_known and is_evidence(update, entry(own, "/V", {})) and examine_appearance(update, number, own)):
        raise ForbiddenChange(_more_than_evidence(update, number))


def _more_than_evidence(update: Update, number: int) -> str:
    kind = "a small signature" if update.allows_signatures else "a time-stamp"
    return f"it adds {named({number})}, which is more than {kind}"


def _require_fields(update: Update, old: list[Any], new: list[Any]) -> None:
    before = [_as_before(update, *pair) for pair in zip(old, new, strict=False)]
    for each in added_items(old, [*before, *new[len(before) :]], "the annotations of a page"):
        if not is_reference(each) or each.idnum not in update.fields:
            raise ForbiddenChange("it adds an annotation")  # noqa: EM101, TRY003
        if each.idnum in update.shown:
            update.fields.discard(each.idnum)  # a visible one is on one page only


def _as_before(update: Update, old: Any, new: Any) -> Any:  # noqa: ANN401
    """Return the old annotation if a program only made it an object of its own, which names its page."""
    if not (update.allows_signatures and isinstance(old, dict) and is_reference(new) and new.idnum in update.numbers):
        return new
    own = update.new(new.reference)
    if not isinstance(own, dict) or {*differing_keys(old, own)} - {"/P"} or not is_reference(raw_entry(own, "/P")):
        return new
    update.explain_evidence(new)
    return old
