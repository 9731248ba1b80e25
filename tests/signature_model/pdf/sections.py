"""Documents of three objects, with a cross-reference section of any kind."""

import re

from tests.kits import pdfs
from tests.kits.pdfs import page, paper

SOUND = paper()
OBJECTS = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3), 3: page()}


def changed(old: str, new: str, content: bytes = SOUND) -> bytes:
    """Return a document with its last match of a pattern replaced."""
    *_, found = re.finditer(old.encode(), content)
    return content[: found.start()] + new.encode() + content[found.end() :]


def table(rows: str, *, size: int = 4) -> bytes:
    """Return a document of three objects with this table."""
    content = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in OBJECTS.items())
    offsets = {f"o{number}": b"%010d" % content.index(b"%d 0 obj" % number) for number in OBJECTS}
    start = len(content)
    for name, offset in offsets.items():
        rows = rows.replace(name, offset.decode())
    return content + f"xref\n{rows}".encode() + pdfs.end(Size=size, start=start)


WHOLE = "0 4\n0000000000 65535 f \no1 00000 n \no2 00000 n \no3 00000 n \n"


def stream(rows: bytes, *, behind: bytes = b"", **entries: object) -> bytes:
    """Return a document of three objects with this cross-reference stream: {0}, {1}, {2}, {3} and {5} are rows."""
    content = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in OBJECTS.items())
    start = len(content)
    given = {"Type": "/XRef", "W": "[1 2 1]", "Size": 6, "Root": "1 0 R"} | entries
    own = b"\1" + start.to_bytes(2) + b"\0"
    places = [b"\1" + content.index(b"%d 0 obj" % number).to_bytes(2) + b"\0" for number in OBJECTS]
    data = rows or b"\0\0\0\xff" + b"".join(places) + b"\0\0\0\0" + own
    body = pdfs.stream(data, **{key: value for key, value in given.items() if value is not None})
    return content + b"5 0 obj\n%b\nendobj\n%bstartxref\n%d\n%%%%EOF\n" % (body, behind, start)
