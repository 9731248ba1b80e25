"""Check the updates of a signed PDF.

Permitted are a document security store (DSS), document time-stamps and signatures.

An update is accepted only if each of its objects is explained. Evidence must be new. An object that had to change for
it, such as the catalog, may differ only in that. Nothing else may be replaced, deleted, or added under a number that
the content already uses. Sources: ISO 32000-2, 12.8.4 and 12.8.5; ETSI EN 319 142-1, 5.4.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pdf_metadata import maybe_metadata, properties_in
from signature_model.signed.pdf_objects import (
    Change,
    added_items,
    entry,
    explicit_numbers,
    is_plain,
    is_reference,
    is_same,
    is_stream,
    named,
    raw_entry,
    raw_items,
    require_array,
    require_dictionary,
    require_plain,
    require_same,
    require_stream,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

_TRAILER: Final = frozenset(
    {"/ID", "/Info", "/Size", "/Prev", "/XRefStm", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"}
)
_CATALOG: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Version"})
_FORM: Final = frozenset({"/Fields", "/SigFlags"})
_SIGNED_CATALOG: Final = _CATALOG | {"/Perms"}
_LISTS: Final = frozenset({"/Annots", "/Fields"})
_INFO: Final = frozenset({"/ModDate", "/Producer"})
_EXTENSIONS: Final = frozenset({"/ADBE", "/ESIC", "/ISO_"})
"""The developers of the extensions for the store, the time-stamps and newer algorithms."""
_STORE: Final = frozenset({"/Type", "/VRI", "/Certs", "/OCSPs", "/CRLs"})
_RELATED: Final = frozenset({"/Type", "/Cert", "/OCSP", "/CRL", "/TU", "/TS"})
_PLAIN: Final = frozenset({"/Type", "/TU"})
_STREAM: Final = frozenset({"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"})
_APPEARANCE: Final = _STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources"}
_FIELD: Final = frozenset({"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Ff", "/P", "/Rect", "/AP", "/V"})
_SIGNED_FIELD: Final = _FIELD | {"/Lock", "/SV"}
_SIGNATURE: Final = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/V", "/M", "/Name", "/Reason", "/Location"}
    | {"/ContactInfo", "/Reference", "/Cert", "/Changes", "/R", "/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType"}
)
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(slots=True, kw_only=True)
class Updates:
    """The updates of a PDF after one revision, whose content they must not change.

    ``uses`` are the keys under which that revision uses each object, by its number, except for the store; the key is
    empty in an array. It has missing objects, too: an update could add them. ``defined`` are the objects that exist,
    with their generations.
    """

    reader: PdfFileReader
    allows_signatures: bool = False
    uses: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    defined: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def behind(cls, reader: PdfFileReader, last: int, *, allows_signatures: bool = False) -> Updates:
        """Read the uses of objects in the revision ``last``."""
        updates = cls(reader=reader, allows_signatures=allows_signatures)
        for each in range(last + 1):
            updates.defined |= explicit_numbers(reader, each)
        updates._walk(last)
        return updates

    def maybe_change(self, revision: int) -> str | None:
        """Return the change that a revision makes; None if it only adds evidence.

        Call this for each revision, in order.
        """
        objects = explicit_numbers(self.reader, revision)
        update = _Update(
            old=self.reader.get_historical_resolver(revision - 1),
            new=self.reader.get_historical_resolver(revision),
            content=self,
            numbers=dict(objects),
            existing={number for number, _ in self.defined},
        )
        try:
            update.examine()
        except Change as change:
            return str(change)
        self.defined |= objects
        for each in update.evidence:
            self.uses[each].add("")
        return None

    def _walk(self, last: int) -> None:
        resolver = self.reader.get_historical_resolver(last)
        self.uses[resolver.root_ref.idnum].add("/Root")
        roots: tuple[tuple[str, Any], ...] = (*resolver.root.items(), *resolver.trailer_view.items())
        waiting = [(key, value) for key, value in roots if key not in {"/DSS", "/Root"}]
        while waiting:
            key, value = waiting.pop()
            if is_reference(value):
                used = self.uses[value.idnum]
                value = None if used else self._object(value.reference, last)
                used.add(key)
            if isinstance(value, dict):
                waiting += value.items()
            elif isinstance(value, list):
                waiting += [("", each) for each in list.__iter__(value)]

    def _object(self, reference: Any, last: int) -> Any:  # noqa: ANN401 - pyHanko's own
        """Return an object as it was then; a resolver would copy each object that it reads."""
        try:
            is_old = self.reader.xrefs.get_last_change(reference) <= last
        except KeyError:
            return None
        return self.reader.get_object(reference, None if is_old else last)  # type: ignore[no-untyped-call]


@dataclass(slots=True, kw_only=True)
class _Update:
    """One revision, compared with the one before.

    ``numbers`` are those of its objects, ``existing`` those of all objects before, ``explained`` those that are in
    order, ``evidence`` those that no later update may replace, and ``fields`` those of new fields.
    """

    old: HistoricalResolver
    new: HistoricalResolver
    content: Updates
    numbers: dict[int, int]
    existing: set[int]
    explained: set[int] = field(default_factory=set)
    evidence: set[int] = field(default_factory=set)
    fields: set[int] = field(default_factory=set)

    def examine(self) -> None:
        """Explain each object; raise Change for what cannot be explained."""
        self._explain_repeated()
        require_same(self.old.trailer_view, self.new.trailer_view, "the trailer", but=_TRAILER)
        self._examine_information()
        self._examine_catalog()
        self._examine_metadata()
        self._examine_form()
        self._examine_store()
        self._examine_lists()
        self._explain_containers()

    def _explain_repeated(self) -> None:
        """Accept existing objects that are written again without a change, as some programs do."""
        for number in self.numbers.keys() & self.existing:
            old, new = (each(self._reference(number, each)) for each in (self.old, self.new))
            if (number, self.numbers[number]) in self.content.defined and is_same(old, new):
                self.explained.add(number)

    def _explain(self, value: Any, uses: AbstractSet[str] = _NONE) -> None:  # noqa: ANN401 - pyHanko's own
        """Accept an object of this update, if the content uses its number only under these keys."""
        if is_reference(value) and value.idnum in self.numbers and value.idnum not in self.explained:
            if not self.content.uses.get(value.idnum, _NONE) <= uses:
                raise Change(_replaced({value.idnum}))
            self.explained.add(value.idnum)

    def _explain_evidence(self, value: Any) -> None:  # noqa: ANN401
        """Accept an object that must be new."""
        if is_reference(value):
            if value.idnum in self.existing and value.idnum not in self.explained:
                raise Change(_replaced({value.idnum}))
            self._explain(value)
            self.evidence.add(value.idnum)

    def _examine_information(self) -> None:
        """Only the time of the change and the name of the program may differ."""
        old, new = (entry(each.trailer_view, "/Info", {}) for each in (self.old, self.new))
        self._explain(raw_entry(self.new.trailer_view, "/Info"), {"/Info"})
        require_same(old, new, "the document information", but=_INFO)
        require_plain(new, _INFO, "the document information")

    def _examine_catalog(self) -> None:
        old, new = self.old.root, self.new.root
        root = raw_entry(self.new.trailer_view, "/Root")
        self._explain(root, self.content.uses[root.idnum])
        require_same(old, new, "the catalog", but=_SIGNED_CATALOG if self.content.allows_signatures else _CATALOG)
        require_plain(new, {"/Version"}, "the catalog")
        if self.content.allows_signatures:
            self._examine_permissions(new)
        self._explain(raw_entry(new, "/Extensions"), {"/Extensions"})
        extensions = entry(new, "/Extensions", {})
        require_same(entry(old, "/Extensions", {}), extensions, "the extensions", but=_EXTENSIONS)
        require_plain(extensions, _EXTENSIONS, "the extensions")

    def _examine_permissions(self, catalog: Any) -> None:  # noqa: ANN401
        """A signature may certify the document."""
        permissions = entry(catalog, "/Perms", {})
        if permissions.keys() - {"/DocMDP"}:
            raise Change("it changes the permissions")  # noqa: EM101, TRY003
        self._explain(raw_entry(catalog, "/Perms"))

    def _examine_metadata(self) -> None:
        """In the metadata, only the times and the name of the program may differ."""
        self._explain(raw_entry(self.new.root, "/Metadata"), {"/Metadata"})
        stream = maybe_metadata(self.new)
        if stream is not None:
            require_stream(stream, _STREAM, "the metadata")
        if properties_in(maybe_metadata(self.old)) != properties_in(stream):
            raise Change("it changes the metadata")  # noqa: EM101, TRY003

    def _examine_form(self) -> None:
        old, new = entry(self.old.root, "/AcroForm", {}), entry(self.new.root, "/AcroForm", {})
        self._explain(raw_entry(self.new.root, "/AcroForm"), {"/AcroForm"})
        require_same(old, new, "the form", but=_FORM)
        require_plain(new, {"/SigFlags"}, "the form")
        self._explain(raw_entry(new, "/Fields"), _LISTS)
        for each in added_items(raw_items(old, "/Fields"), raw_items(new, "/Fields"), "the form"):
            self._examine_field(each)

    def _examine_field(self, value: Any) -> None:  # noqa: ANN401
        """A new field must be invisible, and have a time-stamp, or a signature if these are allowed."""
        if not is_reference(value):
            raise Change("it adds a field")  # noqa: EM101, TRY003
        self._explain_evidence(value)
        own = self.new(value.reference)
        allowed = _SIGNED_FIELD if self.content.allows_signatures else _FIELD
        rest = {key: each for key, each in own.items() if key not in {"/P", "/AP", "/V"}}
        is_widget = own.get("/Subtype", "/Widget") == "/Widget" and own.get("/Type", "/Annot") == "/Annot"
        if not (own.keys() <= allowed and own.get("/FT") == "/Sig" and is_widget and is_plain(rest)):
            raise Change(_more_than_evidence(value.idnum))
        self._explain_evidence(raw_entry(own, "/AP"))
        self._examine_signature(value.idnum, own)
        self._explain_evidence(raw_entry(entry(own, "/AP", {}), "/N"))
        self.fields.add(value.idnum)

    def _examine_signature(self, number: int, own: Any) -> None:  # noqa: ANN401
        """Require an invisible field with evidence."""
        self._explain_evidence(raw_entry(own, "/V"))
        if not (_is_invisible(own) and self._is_signature(entry(own, "/V", {}))):
            raise Change(_more_than_evidence(number))

    def _is_signature(self, signature: Mapping[str, Any]) -> bool:
        is_stamp = signature.get("/Type") == "/DocTimeStamp"
        if not signature.keys() <= _SIGNATURE:
            return False
        own = {key: each for key, each in signature.items() if key != "/Reference" or is_stamp}
        return is_plain(own) and (is_stamp or (self.content.allows_signatures and "/Contents" in signature))

    def _examine_lists(self) -> None:
        """New fields may be among the annotations of pages, and empty fields may get a value."""
        for number in sorted(self.numbers.keys() & self.content.uses.keys() - self.explained):
            old, new = (each(self._reference(number, each)) for each in (self.old, self.new))
            if isinstance(old, list) and self.content.uses[number] <= _LISTS:
                self._require_fields([*list.__iter__(old)], [*list.__iter__(new)])
            elif isinstance(old, dict) and old.get("/FT") == "/Sig" and "/V" not in old:
                require_same(old, new, named({number}), but={"/F", "/V"})
                require_plain(new, {"/F"}, named({number}))
                self._examine_signature(number, new)
            elif isinstance(old, dict) and not is_stream(old) and not is_stream(new):
                require_same(old, new, named({number}), but={"/Annots"})
                self._explain(raw_entry(new, "/Annots"), _LISTS)
                self._require_fields(raw_items(old, "/Annots"), raw_items(new, "/Annots"))
            else:
                raise Change(_replaced({number}))
            self.explained.add(number)

    def _reference(self, number: int, resolver: HistoricalResolver) -> Any:  # noqa: ANN401
        from pyhanko.pdf_utils.generic import Reference  # noqa: PLC0415 - an extra

        return Reference(number, self.numbers[number], resolver)

    def _require_fields(self, old: list[Any], new: list[Any]) -> None:
        for each in added_items(old, new, "the annotations of a page"):
            if not is_reference(each) or each.idnum not in self.fields:
                raise Change("it adds an annotation")  # noqa: EM101, TRY003

    def _examine_store(self) -> None:
        store = entry(self.new.root, "/DSS", {})
        self._explain(raw_entry(self.new.root, "/DSS"))
        self._examine_related(store, _STORE)
        related = entry(store, "/VRI", {})
        require_dictionary(related)
        self._explain(raw_entry(store, "/VRI"))
        for key in related:
            self._explain(raw_entry(related, key))
            self._examine_related(related[key], _RELATED)

    def _examine_related(self, dictionary: Any, keys: AbstractSet[str]) -> None:  # noqa: ANN401
        """Explain the arrays of evidence in a dictionary."""
        require_dictionary(dictionary, keys)
        for key in dictionary:
            value = raw_entry(dictionary, key)
            if key in _PLAIN:
                require_plain(dictionary, {key}, "the store")
            elif key == "/TS":
                self._examine_evidence(value)
            elif key != "/VRI":
                require_array(dictionary[key])
                self._explain(value)
                for each in raw_items(dictionary, key):
                    self._examine_evidence(each)

    def _examine_evidence(self, value: Any) -> None:  # noqa: ANN401
        if not is_reference(value):
            raise Change("it adds something else to the store")  # noqa: EM101, TRY003
        if value.idnum in self.numbers:
            self._explain_evidence(value)
            stream = self.new(value.reference)
            require_stream(stream, _STREAM, "the store")
            self._explain_evidence(raw_entry(stream, "/Length"))

    def _explain_unused(self) -> None:
        """Accept new values that nothing uses, as some programs leave behind when they sign."""
        for number in self.numbers.keys() - self.existing - self.content.uses.keys():
            value = self.new(self._reference(number, self.new))
            if not is_stream(value) and is_plain(value):
                self.explained.add(number)

    def _explain_containers(self) -> None:
        """Accept the containers of the update itself, if nothing else is left, and nothing is deleted."""
        xrefs, revision = self.new.reader.xrefs, self.new.revision
        section = xrefs.get_xref_data(revision)
        if section.hybrid is not None:
            raise Change("it has two kinds of cross-references")  # noqa: EM101, TRY003
        containers = {each.idnum for each in xrefs.object_streams_used_in(revision)}  # type: ignore[no-untyped-call]
        stream = xrefs.get_xref_container_info(revision).stream_ref
        containers |= set() if stream is None else {stream.idnum}
        if self.content.allows_signatures:
            self._explain_unused()
        left = self.numbers.keys() - self.explained - (containers - self.existing - {*self.content.uses})
        left |= {*section.freed} & self.existing
        reused = {(number, other) for number, other in self.numbers.items() if other} - self.content.defined
        left |= {number for number, _ in reused}
        if left:
            raise Change(_replaced(left))


def _more_than_evidence(number: int) -> str:
    return f"it adds {named({number})}, which is more than a time-stamp"


def _replaced(numbers: AbstractSet[int]) -> str:
    return f"it adds, replaces or deletes {named(numbers)}"


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
