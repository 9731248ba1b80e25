"""The objects of a PDF as they are written in the file. pyHanko reads some spellings otherwise than most readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.pdf.limits import Budget
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import OBJECT
from signature_model.pdf.syntax import parse
from signature_model.signed.pades.syntax.spellings import is_plainly_spelled

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader


class Sources:
    """The octets of the objects of a file, in all its revisions."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._content: bytes = reader.stream.getvalue()
        self._budget = Budget()
        self._packed: dict[int, tuple[bytes, dict[int, int]]] = {}
        self._plain: dict[object, bool] = {}

    def is_plain(self, number: int, generation: int, revision: int, *, is_new: bool) -> bool:
        """Whether all readers read the same values in an object, as it is in a revision. Raises LimitExceeded."""
        from pyhanko.pdf_utils.generic import Reference  # noqa: PLC0415 - an extra

        place: Any = self._reader.xrefs.get_historical_ref(Reference(number, generation, self._reader), revision)
        if place is None:
            return True
        key = number, place, is_new
        if key not in self._plain:
            self._plain[key] = self._is_plain_at(place, number, is_new=is_new)
        return self._plain[key]

    def _is_plain_at(self, place: Any, number: int, *, is_new: bool) -> bool:  # noqa: ANN401 - pyHanko's own
        if isinstance(place, int):
            head = OBJECT.match(self._content, place)
            content, start = self._content, None if head is None else head.end()
        else:
            content, starts = self._unpacked(place.obj_stream_id)
            start = starts.get(number)
        if start is None:
            return False
        try:
            _, end = parse(content, start, self._budget, [])
        except Malformed:
            return False
        return is_plainly_spelled(content[start:end], is_new=is_new)

    def _unpacked(self, holder: int) -> tuple[bytes, dict[int, int]]:
        """Return the data of an object stream, and where its objects start."""
        from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415 - an extra
        from pyhanko.pdf_utils.generic import Reference  # noqa: PLC0415

        if holder not in self._packed:
            stream: Any = self._reader.get_object(Reference(holder, 0, self._reader))  # type: ignore[no-untyped-call]
            data, first = stream.read_data(DecodePurpose.OBJECT_STREAM), int(stream["/First"])
            head = [int(each) for each in data[:first].split()]
            starts = {number: first + start for number, start in zip(head[::2], head[1::2], strict=False)}
            self._packed[holder] = data + b" ", starts
        return self._packed[holder]
