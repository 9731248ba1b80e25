"""Check the updates of a signed PDF.

Permitted are a document security store (DSS), document time-stamps and signatures.

An update is accepted only if each of its objects is explained, that is, accepted by one of these modules. Evidence must
be new. An object that must change when evidence is added, such as the catalogue, may differ only in this respect.
Nothing else may be replaced, deleted, or added under a number that the content already uses. Sources: ISO 32000-2,
12.8.4 and 12.8.5; ETSI EN 319 142-1, 5.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import (
    differing_keys,
    entry,
    explicit_numbers,
    is_flat,
    is_plain,
    is_reference,
    is_same,
    is_stream,
    named,
    raw_entry,
)
from signature_model.signed.pades.updates.appearances import LARGEST
from signature_model.signed.pades.updates.content import Content
from signature_model.signed.pades.updates.fields import examine_form, examine_lists
from signature_model.signed.pades.updates.metadata import maybe_metadata, properties_in, without_keywords
from signature_model.signed.pades.updates.requirements import (
    STREAM,
    ForbiddenChange,
    require_plain,
    require_same,
    require_stream,
)
from signature_model.signed.pades.updates.sources import Sources
from signature_model.signed.pades.updates.store import examine_store
from signature_model.signed.pades.updates.structure import examine_structure
from signature_model.signed.pades.updates.update import Update, replaced

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from pyhanko.pdf_utils.reader import PdfFileReader

_TRAILER: Final = frozenset(
    {"/ID", "/Info", "/Size", "/Prev", "/XRefStm", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"}
)
_CATALOG: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Version"})
_SIGNED_CATALOG: Final = _CATALOG | {"/Perms"}
_TEXTS: Final = frozenset({"/Lang", "/PageLabels"})
"""The entries of the catalog in which strings are text, so that some programs write them in another encoding."""
_INFO: Final = frozenset({"/ModDate", "/Producer"})
_EXTENSIONS: Final = frozenset({"/ADBE", "/ESIC", "/ISO_"})
"""The developers of the extensions for the store, the time-stamps and newer algorithms."""


@dataclass(slots=True, kw_only=True)
class Updates:
    """The updates of a PDF after one revision, whose content they must not change.

    ``shown`` are the names of the signatures that they show on a page.
    """

    reader: PdfFileReader
    content: Content
    allows_signatures: bool = False
    shown: list[str] = field(default_factory=list)
    _covered: float = 0
    _sources: Sources = field(init=False)

    def __post_init__(self) -> None:
        self._sources = Sources(self.reader)

    @classmethod
    def behind(cls, reader: PdfFileReader, last: int, octets: bytes, *, allows_signatures: bool = False) -> Updates:
        """Read the content of the revision ``last``, which has these octets."""
        return cls(reader=reader, content=Content.of(reader, last, octets), allows_signatures=allows_signatures)

    def maybe_change(self, revision: int) -> str | None:
        """Return the change that a revision makes; None if it only adds evidence.

        Call this for each revision, in order.
        """
        if self.content.faults:
            return (
                "the document before it has an error, which programs repair in different ways: "
                f"{self.content.faults[0]}"
            )
        objects = explicit_numbers(self.reader, revision)
        room = self.content.smallest_page * LARGEST - self._covered
        update = Update(
            old=self.reader.get_historical_resolver(revision - 1),
            new=self.reader.get_historical_resolver(revision),
            content=self.content,
            allows_signatures=self.allows_signatures,
            numbers=dict(objects),
            existing={number for number, _ in self.content.defined},
            room=room,
        )
        try:
            self._require_plain(update, revision)
            _examine(update)
            if self.content.has_older_versions:
                _require_references(update, self.content.defined | objects)
        except ForbiddenChange as change:
            return str(change)
        self.content.defined |= objects
        self.shown += update.shown.values()
        self._covered += room - update.room
        for each in update.evidence:
            self.content.uses[each].add("")
        return None

    def _require_plain(self, update: Update, revision: int) -> None:
        """Require that all readers read the same values in an object before and after the update."""
        for number in sorted(update.numbers.keys() & update.existing):
            generation, is_text = update.numbers[number], self.content.uses[number] == {"/Info"}
            is_plain_before = self._sources.is_plain(number, generation, revision - 1, is_new=False)
            is_plain_now = self._sources.is_plain(number, generation, revision, is_new=True)
            if not is_text and not (is_plain_before and is_plain_now):
                raise ForbiddenChange(f"it writes {named({number})} again, which readers read differently")  # noqa: EM102, TRY003


def _require_references(update: Update, defined: AbstractSet[tuple[int, int]]) -> None:
    """Require that the update refers to no missing object: some readers would search the file for it."""
    waiting: list[Any] = [update.new(update.reference(number, update.new)) for number in update.numbers]
    while waiting:
        value = waiting.pop()
        if is_reference(value) and (value.idnum, value.generation) not in defined:
            raise ForbiddenChange(f"it refers to {named({value.idnum})}, which does not exist")  # noqa: EM102, TRY003
        waiting += (
            value.values() if isinstance(value, dict) else list.__iter__(value) if isinstance(value, list) else ()
        )


def _examine(update: Update) -> None:
    """Accept each object. Raises ForbiddenChange for an object that is not accepted."""
    update.explain_repeated()
    require_same(update.old.trailer_view, update.new.trailer_view, "the trailer", but=_TRAILER)
    _examine_information(update)
    _examine_catalog(update)
    _examine_metadata(update)
    examine_form(update)
    examine_structure(update)
    examine_store(update)
    examine_lists(update)
    _explain_containers(update)


def _examine_information(update: Update) -> None:
    """Only the time of the change and the name of the program may differ."""
    old, new = (entry(each.trailer_view, "/Info", {}) for each in (update.old, update.new))
    update.explain_entry(update.old.trailer_view, update.new.trailer_view, "/Info")
    require_same(old, new, "the document information", but=_INFO, texts={*old})
    require_plain(new, _INFO.intersection(differing_keys(old, new)), "the document information")


def _examine_catalog(update: Update) -> None:
    old, new = update.old.root, update.new.root
    root = raw_entry(update.new.trailer_view, "/Root")
    update.explain(root, update.content.uses[root.idnum])
    allowed = _SIGNED_CATALOG if update.allows_signatures else _CATALOG
    require_same(old, new, "the catalog", but=allowed, texts=_TEXTS)
    require_plain(new, {"/Version"}, "the catalog")
    if update.allows_signatures:
        _examine_permissions(update, new)
    update.explain_entry(old, new, "/Extensions")
    extensions = entry(new, "/Extensions", {})
    require_same(entry(old, "/Extensions", {}), extensions, "the extensions", but=_EXTENSIONS)
    require_plain(extensions, _EXTENSIONS, "the extensions")


def _examine_permissions(update: Update, catalog: Any) -> None:  # noqa: ANN401
    """A signature may certify the document."""
    permissions = entry(catalog, "/Perms", {})
    if permissions.keys() - {"/DocMDP"}:
        raise ForbiddenChange("it changes the permissions")  # noqa: EM101, TRY003
    update.explain(raw_entry(catalog, "/Perms"))


def _examine_metadata(update: Update) -> None:
    """In the metadata, only the times and the name of the program may differ."""
    own = raw_entry(update.new.root, "/Metadata")
    is_same_object = is_same(raw_entry(update.old.root, "/Metadata"), own)
    if is_same_object and not (is_reference(own) and own.idnum in update.numbers):
        return
    update.explain_entry(update.old.root, update.new.root, "/Metadata")
    stream = maybe_metadata(update.new)
    if stream is not None:
        require_stream(stream, STREAM, "the metadata")
    old, new = properties_in(maybe_metadata(update.old)), properties_in(stream)
    if old != new and not (update.allows_signatures and old == without_keywords(new)):
        raise ForbiddenChange("it changes the metadata")  # noqa: EM101, TRY003


def _explain_unused(update: Update) -> None:
    """Accept new values that are not used: some programs leave such values behind."""
    for number in update.numbers.keys() - update.existing - update.content.uses.keys():
        value = update.new(update.reference(number, update.new))
        is_simple = is_flat(value) or (update.allows_signatures and is_plain(value))
        if is_simple and not is_stream(value):
            update.explained.add(number)


def _explain_containers(update: Update) -> None:
    """Accept the containers of the update itself, if nothing else is left, and nothing is deleted."""
    xrefs, revision = update.new.reader.xrefs, update.new.revision
    section = xrefs.get_xref_data(revision)
    if section.hybrid is not None:
        raise ForbiddenChange("it has two kinds of cross-references")  # noqa: EM101, TRY003
    containers = {each.idnum for each in xrefs.object_streams_used_in(revision)}  # type: ignore[no-untyped-call]
    stream = xrefs.get_xref_container_info(revision).stream_ref
    containers |= set() if stream is None else {stream.idnum}
    _explain_unused(update)
    left = update.numbers.keys() - update.explained - (containers - update.existing - {*update.content.uses})
    left |= {*section.freed} & update.existing
    reused = {(number, other) for number, other in update.numbers.items() if other} - update.content.defined
    left |= {number for number, _ in reused}
    if left:
        raise ForbiddenChange(replaced(left))
