"""The contents of signatures in a PDF: long hexadecimal strings, which pyHanko reads octet by octet.

pyHanko reads the dictionary of a signature with a short string in their place. They are put back afterwards.
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import is_reference, raw_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyhanko.pdf_utils.reader import PdfFileReader

_CONTENTS: Final = re.compile(rb"<((?:[0-9A-Fa-f]{2}){256,})>")
_END: Final = b"endobj"


def read_dictionaries(reader: PdfFileReader, values: Iterable[Any], content: bytes) -> None:
    """Read the values of signature fields, and add them to the objects that the reader has read.

    Values of an unusual form are left to pyHanko.
    """
    left = len(content)  # objects that do not overlap are not longer than the file
    for value in values:
        place = reader.xrefs[value.reference] if is_reference(value) else None
        if isinstance(place, int):
            end = content.find(_END, place) + len(_END)
            left -= abs(end - place)
            if left >= 0:
                _read_dictionary(reader, value, content[place:end])


def _read_dictionary(reader: PdfFileReader, value: Any, octets: bytes) -> None:  # noqa: ANN401 - pyHanko's own
    from pyhanko.pdf_utils.generic import Reference, pdf_string, read_object  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.pdf_utils.xref import read_object_header  # noqa: PLC0415

    contents = _CONTENTS.search(octets)
    if contents is None:
        return
    short = hashlib.sha256(octets).digest()  # nothing else in the dictionary can be the same
    stream = BytesIO(b"%s<%s>%s" % (octets[: contents.start()], short.hex().encode(), octets[contents.end() :]))
    try:
        number, generation = read_object_header(stream, reader.strict)  # type: ignore[no-untyped-call]
        read: Any = read_object(stream, Reference(number, generation, reader))
    except (PdfError, ValueError):
        return
    is_value = (number, generation) == (value.idnum, value.generation) and isinstance(read, dict)
    if is_value and raw_entry(read, "/Contents") == pdf_string(short):
        whole = pdf_string(bytes.fromhex(contents[1].decode()))
        whole.container_ref = read.container_ref
        read["/Contents"] = whole
        reader.cache_indirect_object(generation, number, read)  # type: ignore[no-untyped-call]
