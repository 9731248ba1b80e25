"""Open PDF documents with pyHanko (extra ``signed``), in a time that grows only with their size.

pyHanko reads the head of an object stream again for each object in it. Here, each head is read once.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader


def open_pdf(content: bytes) -> PdfFileReader:
    """Open a document as leniently as other readers do. Raises pyHanko's errors, and others, for damaged ones."""
    return _reader_type()(BytesIO(content), strict=False)


@cache
def _reader_type() -> type[PdfFileReader]:  # noqa: C901 - a class that needs pyHanko
    from pyhanko.pdf_utils import generic, misc  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    def positions(data: BytesIO, count: int, first: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for _ in range(count):
            try:
                pair = []
                for _ in range(2):
                    misc.read_non_whitespace(data, seek_back=True)  # type: ignore[no-untyped-call]
                    pair.append(generic.NumberObject.read_from_stream(data))  # type: ignore[no-untyped-call]
            except ValueError:
                break
            found.setdefault(pair[0], first + pair[1])
        return found

    class Reader(PdfFileReader):
        """pyHanko's reader, which remembers the heads of object streams."""

        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - pyHanko's own
            self._heads: dict[int, tuple[BytesIO, int, dict[int, int]]] = {}
            super().__init__(*args, **options)

        def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:  # noqa: ANN401
            if stmnum not in self._heads:
                stream = self.get_object(generic.Reference(stmnum, 0, self))  # type: ignore[no-untyped-call]
                if stream["/Type"] != "/ObjStm":
                    msg = "an object stream has another type"
                    raise misc.PdfReadError(msg)
                data, count = BytesIO(stream.read_data(DecodePurpose.OBJECT_STREAM)), int(stream["/N"])
                self._heads[stmnum] = data, count, positions(data, count, int(stream["/First"]))
            data, count, starts = self._heads[stmnum]
            if not 0 <= idx < count or idnum not in starts:
                return generic.NullObject()
            data.seek(starts[idnum])
            try:
                return generic.read_object(data, generic.Reference(idnum, 0, self))
            except misc.PdfReadError:
                return generic.NullObject()

    return Reader
