"""PDF documents for tests, written from scratch: a sound one page of A4, and every way to depart from it."""

import io
import zlib
from collections.abc import Mapping

import pikepdf

A4_BOX = "[0 0 595.276 841.890]"
CATALOGUE, TREE, PAGE, METADATA = 1, 2, 3, 4


def dictionary(**entries: object) -> bytes:
    """A dictionary object: ``dictionary(Type="/Page")``."""
    return b"<<" + b"".join(f"/{key} {value} ".encode() for key, value in entries.items()) + b">>"


def stream(data: bytes, **entries: object) -> bytes:
    """A stream object."""
    return dictionary(**entries, Length=len(data)) + b"\nstream\n" + data + b"\nendstream"


def page(**entries: object) -> bytes:
    """A page object, A4 portrait unless the entries say otherwise; None leaves an entry out."""
    given = {"Type": "/Page", "Parent": f"{TREE} 0 R", "MediaBox": A4_BOX} | entries
    return dictionary(**{key: value for key, value in given.items() if value is not None})


def tree(*kids: int, **entries: object) -> bytes:
    """A node of the page tree."""
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    return dictionary(Type="/Pages", Count=len(kids), Kids=f"[{listed}]", **entries)


def paper(
    *,
    header: bytes = b"%PDF-1.7",
    objects: Mapping[int, bytes] | None = None,
    catalogue: Mapping[str, object] | None = None,
    pages: tuple[bytes, ...] = (),
    offset_by: int = 0,
) -> bytes:
    """A document of one A4 page, or of other pages, with a cross-reference table whose offsets are off by so much."""
    entries = {"Type": "/Catalog", "Pages": f"{TREE} 0 R", **(catalogue or {})}
    numbered = dict(enumerate(pages or (page(),), 100 if pages else PAGE))
    content = {CATALOGUE: dictionary(**entries), TREE: tree(*numbered), **numbered, **(objects or {})}
    out, table = bytearray(header + b"\n"), {}
    for number, body in content.items():
        table[number] = len(out) + offset_by
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out) + offset_by
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in table.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    return bytes(out) + end(Size=max(table) + 1, start=start)


def end(*, Size: int, start: int, **entries: object) -> bytes:  # noqa: N803  # the entry's name
    """A trailer and what follows it."""
    trailer = dictionary(Size=Size, Root=f"{CATALOGUE} 0 R", **entries)
    return b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start


def sized(size: int) -> bytes:
    """A document of one page and so many bytes, most of them a comment."""
    least = paper(header=b"%PDF-1.7\n%")
    start = int(least.rpartition(b"startxref")[2].split()[0])
    more = len(str(start + size - len(least))) - len(str(start))  # digits of the offset in a large document
    return paper(header=b"%PDF-1.7\n%" + b"0" * (size - len(least) - more))


def updated(content: bytes, *, times: int = 1) -> bytes:
    """The document with so many incremental updates, each writing its page anew."""
    for _ in range(times):
        previous = int(content.rpartition(b"startxref")[2].split()[0])
        body = b"%d 0 obj\n%b\nendobj\n" % (PAGE, page())
        start = len(content) + len(body)
        section = b"xref\n%d 1\n%010d 00000 n \n" % (PAGE, len(content))
        content += body + section + end(Size=5, start=start, Prev=previous)
    return content


def saved(pages: int = 1, **options: object) -> bytes:
    """A document of so many A4 pages as qpdf saves it: linearised, with object streams, encrypted."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595.276, 841.89))
        pdf.save(out, **options)  # type: ignore[arg-type]  # options of many types, passed through
    return out.getvalue()


def encrypted(*, user: str = "", owner: str = "owner", R: int = 6) -> bytes:  # noqa: N803  # the standard's name
    """An encrypted document: R 2 and 3 are RC4, 4 and 6 are AES."""
    return saved(encryption=pikepdf.Encryption(user=user, owner=owner, R=R, aes=R >= 4, metadata=R >= 4))  # type: ignore[arg-type]  # R is a Literal


def packed(objects: Mapping[int, bytes], *, padding: int = 0) -> bytes:
    """A document whose objects all lie in one object stream, which inflates to so many bytes more than they need."""
    bodies, head, offset = list(objects.values()), [], 0
    for number, body in objects.items():
        head.append(b"%d %d " % (number, offset))
        offset += len(body) + 1
    first = b"".join(head)
    data = first + b" ".join(bodies) + b" " * (padding + 1)
    holder = max(objects) + 1
    out = b"%%PDF-1.7\n%d 0 obj\n%b\nendobj\n" % (
        holder,
        stream(zlib.compress(data, 9), Type="/ObjStm", N=len(objects), First=len(first), Filter="/FlateDecode"),
    )
    rows = dict.fromkeys(range(holder + 2), (0, 0, 0))
    rows |= {number: (2, holder, index) for index, number in enumerate(objects)}
    rows |= {holder: (1, len(b"%PDF-1.7\n"), 0), holder + 1: (1, len(out), 0)}
    return out + xref_stream(holder + 1, rows, start=len(out))


def with_streams(objects: Mapping[int, bytes], packed: Mapping[int, tuple[int, int, int]]) -> bytes:
    """A document of these objects, and of those that lie in some of them, by their rows in the table."""
    out, rows = bytearray(b"%PDF-1.7\n"), {0: (0, 0, 0), **packed}
    for number, body in objects.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    last = max(rows) + 1
    rows[last] = (1, len(out), 0)
    free = dict.fromkeys(range(last + 1), (0, 0, 0))
    return bytes(out) + xref_stream(last, free | rows, start=len(out))


def xref_stream(number: int, rows: Mapping[int, tuple[int, int, int]], *, start: int, **entries: object) -> bytes:
    """A cross-reference stream, where it begins, and the end of the file. Indexes begin again at 0 after 255."""
    data = b"".join(bytes([kind]) + field.to_bytes(4) + bytes([index % 256]) for kind, field, index in rows.values())
    return _xref_object(number, data, size=len(rows), **entries) + b"startxref\n%d\n%%%%EOF\n" % start


def _xref_object(number: int, data: bytes, *, size: int, **entries: object) -> bytes:
    body = stream(
        zlib.compress(data, 9),
        Type="/XRef", Size=size, W="[1 4 1]", Root=f"{CATALOGUE} 0 R", Filter="/FlateDecode", **entries,
    )  # fmt: skip
    return b"%d 0 obj\n%b\nendobj\n" % (number, body)


def chained(*, sections: int, rows: int) -> bytes:
    """A document with a chain of so many cross-reference streams that name no object, before the one that does."""
    out, own = bytearray(b"%PDF-1.7\n"), dict.fromkeys(range(rows), (0, 0, 0))
    for number, body in ((CATALOGUE, dictionary(Type="/Catalog", Pages="2 0 R")), (TREE, tree(PAGE)), (PAGE, page())):
        own[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    previous: dict[str, object] = {}
    for number in range(10, 10 + sections):
        start = len(out)
        out += _xref_object(number, bytes(6 * rows), size=rows, **previous)
        previous = {"Prev": start}
    return bytes(out) + xref_stream(10 + sections, own, start=len(out), **previous)


def claiming_pdfa(part: str | None = "2", conformance: str | None = "B", *, packet: bytes | None = None) -> bytes:
    """A document whose metadata claims PDF/A; or has any other packet."""
    return with_metadata(stream(xmp(part, conformance) if packet is None else packet, Type="/Metadata", Subtype="/XML"))


def with_metadata(metadata: bytes) -> bytes:
    """A document with any object for its metadata."""
    return paper(catalogue={"Metadata": f"{METADATA} 0 R"}, objects={METADATA: metadata})


def xmp(part: str | None, conformance: str | None) -> bytes:
    """An XMP packet with the PDF/A properties as elements."""
    values = {"part": part, "conformance": conformance}
    properties = "".join(f"<p:{key}>{value}</p:{key}>" for key, value in values.items() if value is not None)
    return xmp_of(f'<r:Description r:about="">{properties}</r:Description>')


def xmp_of(descriptions: str) -> bytes:
    """An XMP packet around descriptions; prefix ``p`` is PDF/A's."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://www.aiim.org/pdfa/ns/id/">'
        f'{descriptions}</r:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
