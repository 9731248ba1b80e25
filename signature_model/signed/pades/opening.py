"""Open PDF documents with pyHanko (extra ``signed``), in a time that grows only with their size, and has a limit.

pyHanko reads the head of an object stream again for each object in it. Here, each head is read once. It reads numbers,
names and strings in many small steps, and copies objects for each revision in which they are asked for. Both are
counted.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyhanko.pdf_utils.reader import PdfFileReader

    from signature_model.signed.reading_budget import ReadingBudget

_PER_COPY: Final = 10
"""The copy of a value, and comparing it with that of another revision, costs as much as this number of steps."""


def open_pdf(content: bytes, budget: ReadingBudget) -> PdfFileReader:
    """Open a document as leniently as other readers do.

    Raises LimitExceeded, pyHanko's errors, and others, for damaged documents; so do the methods of the reader.
    """
    return _reader_type()(content, budget)


class _CountedReads(BytesIO):
    """Octets whose reads are counted."""

    def __init__(self, content: bytes, budget: ReadingBudget) -> None:
        super().__init__(content)
        self._budget = budget

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next octets. Raises LimitExceeded."""
        self._budget.take_steps()
        return super().read(size)


def _positions(data: BytesIO, count: int, first: int) -> dict[int, int]:
    """Return the positions of the objects in an object stream by their numbers, as its head says."""
    from pyhanko.pdf_utils.generic import NumberObject  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.misc import read_non_whitespace  # noqa: PLC0415

    found: dict[int, int] = {}
    for _ in range(count):
        try:
            pair = []
            for _ in range(2):
                read_non_whitespace(data, seek_back=True)  # type: ignore[no-untyped-call]
                pair.append(NumberObject.read_from_stream(data))  # type: ignore[no-untyped-call]
        except ValueError:
            break
        found.setdefault(pair[0], first + pair[1])
    return found


@cache
def _reader_type() -> Callable[[bytes, ReadingBudget], PdfFileReader]:  # noqa: C901 - a class that needs pyHanko
    from pyhanko.pdf_utils import generic, misc  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader  # noqa: PLC0415

    class Resolver(HistoricalResolver):
        """pyHanko's view of a revision; it counts the data that it copies."""

        def __init__(self, reader: Reader, revision: int) -> None:
            super().__init__(reader, revision)
            self._budget = reader.budget
            self._budget.take_steps(_PER_COPY * size_of(self.trailer_view))

        def _subsume_object(self, obj: Any) -> Any:  # noqa: ANN401 - pyHanko's own
            self._budget.take_steps(_PER_COPY)
            return super()._subsume_object(obj)  # type: ignore[no-untyped-call]

    class Reader(PdfFileReader):
        """pyHanko's reader, which remembers the heads of object streams, and counts its steps."""

        def __init__(self, content: bytes, budget: ReadingBudget) -> None:
            self._heads: dict[int, tuple[_CountedReads, int, dict[int, int]]] = {}
            self.budget = budget
            super().__init__(_CountedReads(content, self.budget), strict=False)

        def get_historical_resolver(self, revision: int) -> HistoricalResolver:
            if revision not in self._historical_resolver_cache:
                self._historical_resolver_cache[revision] = Resolver(self, revision)
            return self._historical_resolver_cache[revision]

        def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:  # noqa: ANN401
            if stmnum not in self._heads:
                stream = self.get_object(generic.Reference(stmnum, 0, self))  # type: ignore[no-untyped-call]
                if stream["/Type"] != "/ObjStm":
                    msg = "an object stream has another type"
                    raise misc.PdfReadError(msg)
                data = _CountedReads(stream.read_data(DecodePurpose.OBJECT_STREAM), self.budget)
                number = int(stream["/N"])
                self._heads[stmnum] = data, number, _positions(data, number, int(stream["/First"]))
            data, number, starts = self._heads[stmnum]
            if not 0 <= idx < number or idnum not in starts:
                return generic.NullObject()
            data.seek(starts[idnum])
            try:
                return generic.read_object(data, generic.Reference(idnum, 0, self))
            except misc.PdfReadError:
                return generic.NullObject()

    return Reader
