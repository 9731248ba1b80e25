"""PDFs made at random, most of them with a fault: what independent readers and we are asked about."""

# ruff: noqa: ARG001, E501, PLR0913, UP031 - each row of a table is one fault

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

A4: Final = "[0 0 595.276 841.89]"
_CATALOGUE, _TREE = 1, 2
_ROW: Final = re.compile(rb"\d{10} \d{5} n")


@dataclass(slots=True)
class Draft:
    """A document before it is written: objects by number, and how to write them."""

    objects: dict[int, bytes]
    updates: list[dict[int, bytes]] = field(default_factory=list)
    header: bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    trailer: dict[str, str] = field(default_factory=lambda: {"Root": "1 0 R"})
    kind: str = "table"
    packed: frozenset[int] = frozenset()
    line_end: bytes = b" \n"


def drafted(random: Random) -> Draft:
    """Make a sound document: some pages, some levels of the page tree, other objects, perhaps updates."""
    objects: dict[int, bytes] = {_CATALOGUE: b"<</Type/Catalog/Pages 2 0 R>>"}
    count = random.choice((1, 1, 1, 2, 3, 5))
    levels = random.choice((0, 0, 0, 1, 2))
    tree = list(range(_TREE, _TREE + 1 + levels))
    pages = list(range(tree[-1] + 1, tree[-1] + 1 + count))
    for node, kid in zip(tree, [*tree[1:], None], strict=True):
        kids = " ".join(f"{each} 0 R" for each in ([kid] if kid else pages))
        above = f"/Parent {node - 1} 0 R" if node > _TREE else ""
        objects[node] = f"<</Type/Pages{above}/Count {count}/Kids[{kids}]>>".encode()
    content = pages[-1] + 1
    for page in pages:
        objects[page] = (
            f"<</Type/Page/Parent {tree[-1]} 0 R/MediaBox{A4}/Resources<<>>/Contents {content} 0 R>>".encode()
        )
    objects[content] = b"<</Length 11>>stream\n0 0 m 9 9 l\nendstream"
    for number in range(content + 1, content + 1 + random.choice((0, 0, 3, 40))):
        objects[number] = b"<</Note(%d)>>" % number
    draft = Draft(objects, kind=random.choice(("table", "table", "stream", "packed", "hybrid")))
    draft.header = f"%PDF-{random.choice(('1.3', '1.4', '1.5', '1.6', '1.7'))}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1")
    if draft.kind in {"packed", "hybrid"}:
        draft.packed = frozenset(number for number in objects if number != content)
    if random.random() < 0.2:
        for _ in range(random.choice((1, 2, 5, 40))):
            draft.updates.append({pages[0]: objects[pages[0]]})
    return draft


def written(draft: Draft) -> bytes:
    """Write the document with sound cross-reference sections."""
    out = bytearray(draft.header)
    previous = _section(out, draft.objects, draft, None, is_first=True)
    for update in draft.updates:
        previous = _section(out, update, draft, previous, is_first=False)
    return bytes(out)


def _section(out: bytearray, objects: dict[int, bytes], draft: Draft, previous: int | None, *, is_first: bool) -> int:
    places: dict[int, tuple[int, int, int]] = {}
    packed = {number: objects[number] for number in objects if is_first and number in draft.packed}
    if draft.kind == "hybrid":  # what old readers need stays outside
        packed = {number: body for number, body in packed.items() if b"/Note" in body}
    highest = max(*draft.objects, *objects, *map(int, re.findall(rb"(\d+) 0 obj", out))) + 1
    everything = dict(objects)
    if packed:
        heads, data = b"", b""
        for number, body in packed.items():
            heads += b"%d %d " % (number, len(data))
            data += body + b" "
        filled = zlib.compress(heads + data)
        everything = {number: body for number, body in objects.items() if number not in packed}
        everything[highest] = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (
            len(packed), len(heads), len(filled), filled,
        )  # fmt: skip
        places |= {number: (2, highest, index) for index, number in enumerate(packed)}
        highest += 1
    for number, body in everything.items():
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    trailer = dict(draft.trailer) | ({"Prev": str(previous)} if previous is not None else {})
    if draft.kind in {"stream", "packed"}:
        return _stream(out, places, trailer, highest, is_first=is_first)
    beside = {number: place for number, place in places.items() if place[0] == 2}
    if beside:
        trailer["XRefStm"] = str(len(out))
        _stream(out, beside, dict(draft.trailer), highest, is_first=False, end=False)
        highest += 1
    return _table(out, places, trailer, highest, draft.line_end, is_first=is_first)


def _table(
    out: bytearray,
    places: dict[int, tuple[int, int, int]],
    trailer: dict[str, str],
    size: int,
    line_end: bytes,
    *,
    is_first: bool,
) -> int:
    start = len(out)
    rows = {number: b"%010d %05d n" % place[1:] for number, place in places.items() if place[0] == 1}
    if is_first:
        rows = {number: rows.get(number, b"0000000000 65535 f") for number in range(size)}
    out += b"xref\n"
    numbers = sorted(rows)
    runs = [[numbers[0]]]
    for number in numbers[1:]:
        if number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        out += b"%d %d\n" % (run[0], len(run))
        for number in run:
            out += rows[number] + line_end
    out += b"trailer\n" + _entries({"Size": str(size)} | trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start
    return start


def _stream(
    out: bytearray,
    places: dict[int, tuple[int, int, int]],
    trailer: dict[str, str],
    number: int,
    *,
    is_first: bool,
    end: bool = True,
) -> int:
    start = len(out)
    places = places | {number: (1, start, 0)}
    if is_first:
        places = {each: places.get(each, (0, 0, 0)) for each in range(number + 1)}
    data = zlib.compress(
        b"".join(
            bytes([kind]) + one.to_bytes(4) + two.to_bytes(2)
            for kind, one, two in (places[each] for each in sorted(places))
        )
    )
    index = " ".join(f"{each} 1" for each in sorted(places)) if not is_first else f"0 {number + 1}"
    entries = {"Type": "/XRef", "W": "[1 4 2]", "Index": f"[{index}]", "Size": str(number + 1)} | trailer
    out += b"%d 0 obj\n" % number + _entries(entries | {"Filter": "/FlateDecode", "Length": str(len(data))})
    out += b"stream\n" + data + b"\nendstream\nendobj\n"
    if end:
        out += b"startxref\n%d\n%%%%EOF\n" % start
    return start


def _entries(entries: dict[str, str]) -> bytes:
    return f"<<{''.join(f'/{key} {value}' for key, value in entries.items())}>>".encode("latin-1")


def _pick(random: Random, draft: Draft, word: bytes) -> int:
    return random.choice([number for number, body in draft.objects.items() if word in body])


def _with(draft: Draft, number: int, old: bytes, new: bytes) -> None:
    draft.objects[number] = re.sub(old, lambda _: new, draft.objects[number], count=1)


def _without_key(draft: Draft, random: Random) -> str:
    number = random.choice(list(draft.objects))
    keys = re.findall(rb"/(Type|Pages|Kids|Count|Parent|MediaBox|Resources|Contents|Length)\b", draft.objects[number])
    if not keys:
        return "key dropped: none"
    key = random.choice(keys)
    kind = _kind(draft.objects[number])
    draft.objects[number] = _dropped(draft.objects[number], key)
    return f"key dropped: {kind}/{key.decode()}"


def _kind(body: bytes) -> str:
    found = re.search(rb"/Type/(\w+)", body)
    return found[1].decode() if found else "other"


def _dropped(body: bytes, key: bytes) -> bytes:
    value = rb"(?:/\w+|\d+ 0 R|\[[^]]*\]|<<>>|\d+)"
    return re.sub(rb"/" + key + rb"\s*" + value, b"", body, count=1)


VALUES: Final = (
    b"null",
    b"(text)",
    b"/Name",
    b"7",
    b"-1",
    b"true",
    b"[]",
    b"<<>>",
    b"99 0 R",
    b"2 0 R",
    b"3 0 R",
    b"1.5",
    b"1000000",
)


def _other_value(draft: Draft, random: Random) -> str:
    number = random.choice(list(draft.objects))
    keys = re.findall(rb"/(Type|Pages|Kids|Count|Parent|MediaBox|Contents|Length)\b", draft.objects[number])
    if not keys:
        return "value: none"
    key, value = random.choice(keys), random.choice(VALUES)
    kind = _kind(draft.objects[number])
    body = _dropped(draft.objects[number], key)
    draft.objects[number] = body.replace(b"<<", b"<</" + key + b" " + value, 1)
    return f"value: {kind}/{key.decode()} {value.decode()}"


def _wrong_count(draft: Draft, random: Random) -> str:
    if not any(b"/Count" in body for body in draft.objects.values()):  # another change dropped it
        return "count: none"
    number = _pick(random, draft, b"/Count")
    value = random.choice((0, -1, 2, 3, 99, 2_000_000_000))
    _with(draft, number, rb"/Count \d+", b"/Count %d" % value)
    return f"count: {'root' if number == _TREE else 'inner'}"


def _kids(draft: Draft, random: Random) -> str:
    if not any(b"/Kids" in body for body in draft.objects.values()):
        return "kids: none"
    number = _pick(random, draft, b"/Kids")
    what = random.choice(
        (
            "null",
            "99 0 R",
            "2 0 R",
            "1 0 R",
            "7",
            "[]",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            "twice",
            "empty",
        )
    )
    if what == "twice":
        draft.objects[number] = re.sub(rb"\[(.*?)\]", rb"[\1 \1]", draft.objects[number], count=1)
    elif what == "empty":
        draft.objects[number] = re.sub(rb"/Kids\[.*?\]", rb"/Kids[]", draft.objects[number], count=1)
    else:
        draft.objects[number] = draft.objects[number].replace(b"/Kids[", b"/Kids[" + what.encode() + b" ", 1)
    return f"kids: {what}"


def _version(draft: Draft, random: Random) -> str:
    value = random.choice(
        ("/1.4", "/1.7", "/2.0", "(2.0)", "(1.7)", "1.6", "/1.10", "/x", "null", "9 0 R", "/1.7.1", "/PDF-1.5")
    )
    draft.objects[_CATALOGUE] = draft.objects[_CATALOGUE].replace(b"<<", f"<</Version {value}".encode(), 1)
    return f"catalogue version: {value}"


def _header(draft: Draft, random: Random) -> str:
    value = random.choice(
        (
            b"%PDF-1.0",
            b"%PDF-2.0",
            b"%PDF-1.10",
            b"%PDF-",
            b"%PDF-x",
            b"%PDF-1",
            b"%PDF 1.4",
            b"%pdf-1.4",
            b"%!PS-Adobe-3.0 PDF-1.4",
            b"%PDF-1.4 junk",
            b"%PDF-14",
            b"%PDF-1.3%PDF-1.7",
        )
    )
    draft.header = value + b"\n"
    return f"header: {value.decode()}"


def _encryption(draft: Draft, random: Random) -> str:
    value = random.choice(
        (
            "null",
            "99 0 R",
            "<<>>",
            "<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % ("41" * 32, "42" * 32),
            "<</Filter/Other/V 1>>",
            "1 0 R",
            "5",
        )
    )
    draft.trailer["Encrypt"] = value
    draft.trailer["ID"] = "[<00><00>]"
    return f"encrypt: {value[:16]}"


def _root(draft: Draft, random: Random) -> str:
    value = random.choice(("2 0 R", "3 0 R", "99 0 R", "null", "<</Type/Catalog/Pages 2 0 R>>", "(x)", "1 1 R", ""))
    draft.trailer["Root"] = value
    if not value:
        del draft.trailer["Root"]
    return f"root: {value}"


def _doubled(draft: Draft, random: Random) -> str:
    number = random.choice([1, 2, 3])
    body = draft.objects[number]
    other = random.choice((b"/Type/Font", b"/Count 2", b"/Kids[]", b"/Pages 3 0 R", b"/MediaBox[0 0 100 100]"))
    draft.objects[number] = (
        body.replace(b"<<", b"<<" + other, 1) if random.random() < 0.5 else body[:-2] + other + b">>"
    )
    return f"doubled key: {_kind(body)} {other[:6].decode()}"


def _body_syntax(draft: Draft, random: Random) -> str:
    number = random.choice([1, 2, 3])
    body = draft.objects[number]
    name, changed = random.choice((
        ("unclosed", body[:-2]), ("unclosed array", body.replace(b"]", b"", 1)), ("brace", body.replace(b"<<", b"<<{", 1)),
        ("word", body.replace(b"<<", b"<<what ", 1)), ("NUL", body.replace(b"/", b"\0/", 1)), ("comment", body.replace(b"/", b"%x\n/", 1)),
        ("escaped name", body.replace(b"/Type", b"/T#79pe", 1)), ("nested", body.replace(b"<<", b"<</X" + b"[" * 600 + b"]" * 600, 1)),
        ("string", body.replace(b"<<", b"<</X(a(b)c\\))", 1)), ("hex", body.replace(b"<<", b"<</X<4142>", 1)), ("bad hex", body.replace(b"<<", b"<</X<41zz", 1)),
        ("open string", body.replace(b"<<", b"<</X(abc", 1)), ("number", body.replace(b"<<", b"<</X 1.2.3", 1)), ("minus", body.replace(b"<<", b"<</X --5", 1)),
        ("array", b"[" + body + b"]"), ("twice", body + body), ("empty", b""), ("null", b"null"), ("reference", b"%d 0 R" % random.choice([1, 2, 3, 4, 99])),
    ))  # fmt: skip
    draft.objects[number] = changed
    return f"syntax of {_kind(body)}: {name}"


def _deep(draft: Draft, random: Random) -> str:
    depth = random.choice((10, 51, 100, 300, 600, 1100))
    first = max(draft.objects) + 1
    for level in range(depth):
        below = first + level + 1 if level + 1 < depth else 3
        above = first + level - 1 if level else _TREE
        draft.objects[first + level] = b"<</Type/Pages/Count 1/Parent %d 0 R/Kids[%d 0 R]>>" % (above, below)
    draft.objects[_TREE] = b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % first
    draft.objects[3] = f"<</Type/Page/Parent {first + depth - 1} 0 R/MediaBox{A4}>>".encode()
    return f"deep: {depth}"


def _many_updates(draft: Draft, random: Random) -> str:
    count = random.choice((33, 100, 300, 700))
    draft.updates = [{3: draft.objects[3]} for _ in range(count)]
    return f"updates: {count}"


def _many_objects(draft: Draft, random: Random) -> str:
    count = random.choice((1000, 20000))
    first = max(draft.objects) + 1
    for number in range(first, first + count):
        draft.objects[number] = b"<</A 1>>"
    return f"objects: {count}"


def _update_changes(draft: Draft, random: Random) -> str:
    name, update = random.choice((
        ("version", {1: b"<</Type/Catalog/Pages 2 0 R/Version/1.7>>"}), ("no pages", {1: b"<</Type/Catalog>>"}),
        ("no kids", {2: b"<</Type/Pages/Count 0/Kids[]>>"}), ("null page", {3: b"null"}),
    ))  # fmt: skip
    draft.updates.append(update)
    return f"update: {name}"


def _loop(draft: Draft, random: Random) -> str:
    first = max(draft.objects) + 1
    for each in range(first, first + 5):
        draft.objects[each] = b"%d 0 R" % (each + 1)
    draft.objects[first + 5] = random.choice((b"%d 0 R" % first, b"%d 0 R" % 3))
    number = random.choice([1, 2])
    _with(
        draft,
        number,
        rb"/Pages 2 0 R" if number == 1 else rb"\[\d+ 0 R",
        b"/Pages %d 0 R" % first if number == 1 else b"[%d 0 R" % first,
    )
    return "chain of references"


def _row_ends(draft: Draft, random: Random) -> str:
    draft.line_end = random.choice((b"\n", b"\r", b"\r\n", b" \r", b"\n\n", b"  \n", b""))
    return f"row end: {draft.line_end!r} {draft.kind}"


def _trailer_key(draft: Draft, random: Random) -> str:
    key, value = random.choice(
        (
            ("Prev", "0"),
            ("Prev", "99999999"),
            ("Prev", "(x)"),
            ("Prev", "-5"),
            ("Size", "1"),
            ("Size", "3"),
            ("Size", "100000"),
            ("Size", "-1"),
            ("Size", "(x)"),
            ("Size", "null"),
            ("XRefStm", "0"),
            ("XRefStm", "15"),
            ("W", "[1 2 1]"),
            ("W", "[0 4 2]"),
            ("W", "[9 9 9]"),
            ("W", f"[{random.randint(0, 2)} {random.randint(1, 6)} {random.randint(0, 3)}]"),
            ("Index", "[0 2]"),
            ("Index", "[1 9]"),
            ("Type", "/XXX"),
        )
    )
    draft.trailer[key] = value
    return f"trailer: {key} {value} {draft.kind}"


def _packing(draft: Draft, random: Random) -> str:
    draft.kind = "packed"
    draft.packed = frozenset(number for number, body in draft.objects.items() if b"stream" not in body)
    if random.random() < 0.5:
        first = max(draft.objects) + 1
        for number in range(first, first + random.choice((100, 5000))):
            draft.objects[number] = b"<</Type/StructElem/S/TD/P 2 0 R/K 5>>"
            draft.packed |= {number}
    return "packed"


DRAFT_CHANGES: Final[tuple[Callable[[Draft, Random], str], ...]] = (
    _without_key, _without_key, _other_value, _other_value, _other_value, _wrong_count, _kids, _kids, _version, _header, _encryption, _root, _doubled,
    _body_syntax, _body_syntax, _deep, _many_updates, _many_objects, _update_changes, _loop, _row_ends, _trailer_key, _trailer_key, _packing,
)  # fmt: skip


def _cut(content: bytes, random: Random) -> tuple[str, bytes]:
    return "cut anywhere", content[: random.randrange(9, len(content))]


def _cut_end(content: bytes, random: Random) -> tuple[str, bytes]:
    return "cut near the end", content[: len(content) - random.randrange(1, min(40, len(content)))]


def _end_mark(content: bytes, random: Random) -> tuple[str, bytes]:
    name, end = random.choice(
        (
            ("no mark", b""),
            ("%%EO", b"%%EO"),
            ("%EOF", b"%EOF"),
            ("%%eof", b"%%eof"),
            ("%%EOF%%EOF", b"%%EOF%%EOF"),
            ("no line end", b"%%EOF"),
            ("text", b"%%EOFx"),
        )
    )
    return f"end mark: {name}", content.rpartition(b"%%EOF")[0] + end


def _behind(content: bytes, random: Random) -> tuple[str, bytes]:
    name, end = random.choice((
        ("blanks", b" " * 500), ("many blanks", b" " * 3000), ("NULs", bytes(500)), ("many NULs", bytes(5000)), ("text", b"<!-- x -->\n"),
        ("html", b"<p>x</p>\n" * 200), ("much html", b"<p>x</p>\n" * 3000), ("another document", written(Draft({1: b"<<>>"}))),
        ("obj", b"7 0 obj\n<<>>\nendobj\n"), ("startxref", b"startxref\n0\n%%EOF\n"), ("line ends", b"\r\n" * 20), ("ctrl-z", b"\x1a"), ("%%EOF", b"%%EOF\n"),
    ))  # fmt: skip
    return f"behind: {name}", content + end


def _before(content: bytes, random: Random) -> tuple[str, bytes]:
    name, junk = random.choice(
        (
            ("blank", b" "),
            ("line end", b"\r\n"),
            ("bom", b"\xef\xbb\xbf"),
            ("text", b"junk\n"),
            ("long", b"j" * 1000 + b"\n"),
            ("too long", b"j" * 1100 + b"\n"),
            ("NULs", bytes(100)),
            ("mail", b"Content-Type: application/pdf\r\n\r\n"),
        )
    )
    shifted = random.random() < 0.5
    if shifted and b"/XRef" not in content:
        content = re.sub(rb"(\d{10})( \d{5} n)", lambda row: b"%010d" % (int(row[1]) + len(junk)) + row[2], content)
        content = re.sub(
            rb"(startxref\n|/Prev )(\d+)", lambda each: each[1] + b"%d" % (int(each[2]) + len(junk)), content
        )
        return f"before, counted: {name}", junk + content
    return f"before: {name}", junk + content


def _rows(content: bytes, random: Random) -> tuple[str, bytes]:
    rows = list(_ROW.finditer(content))
    if not rows:
        return "rows: none", content
    name = random.choice(
        ("zero all", "zero one", "shift all", "shift one", "huge one", "generation", "free one", "swap", "letters")
    )
    by = random.choice((-30, -2, -1, 1, 2, 7))
    chosen = set(range(len(rows))) if name.endswith("all") else {random.randrange(len(rows))}
    out = bytearray(content)
    for index in chosen:
        row = rows[index]
        offset = int(row[0][:10])
        new = {
            "zero": b"0000000000 00000 n", "shift": b"%010d 00000 n" % max(0, offset + by), "huge": b"9999999999 00000 n",
            "generation": b"%010d 00001 n" % offset, "free": b"%010d 00001 f" % offset, "letters": b"xxxxxxxxxx 00000 n",
            "swap": random.choice(rows)[0],
        }[name.split()[0]]  # fmt: skip
        out[row.start() : row.end()] = new
    return f"rows: {name}{by if 'shift' in name else ''}", bytes(out)


def _first_number(content: bytes, random: Random) -> tuple[str, bytes]:
    head = random.choice(
        (
            b"xref\n1 ",
            b"xref\n2 ",
            b"xref\r\n0 ",
            b"xref 0 ",
            b"xref\n\n0 ",
            b"xref\n00 ",
            b"xreg\n0 ",
            b"\nxref\n0 ",
            b"xref\n0  ",
        )
    )
    return f"table head: {head!r}", content.replace(b"xref\n0 ", head, 1)


def _row_count(content: bytes, random: Random) -> tuple[str, bytes]:
    by = random.choice((-2, -1, 1, 2, 1000, 9_000_000_000))
    return f"row count {by:+}", re.sub(
        rb"(xref\n0 )(\d+)", lambda head: head[1] + b"%d" % max(0, int(head[2]) + by), content, count=1
    )


def _startxref(content: bytes, random: Random) -> tuple[str, bytes]:
    before, _, after = content.rpartition(b"startxref\n")
    word = after.split()[0] if after.split() else b""
    start = int(word) if word.isdigit() else 0
    name, text = random.choice((
        ("0", b"startxref\n0\n"), ("off by one", b"startxref\n%d\n" % (start - 1)), ("off by +1", b"startxref\n%d\n" % (start + 1)), ("far", b"startxref\n%d\n" % (start // 2)),
        ("beyond", b"startxref\n99999999\n"), ("negative", b"startxref\n-5\n"), ("missing", b""), ("word", b"startxref\nabc\n"), ("one line", b"startxref %d\n" % start), ("cut word", b"startxre\n%d\n" % start), ("blank", b"startxref\n\n %d \n" % start),
    ))  # fmt: skip
    return f"startxref: {name}", before + text + after.partition(b"\n")[2]


def _words(content: bytes, random: Random) -> tuple[str, bytes]:
    old, new = random.choice((
        (b"endobj", b""), (b"endobj", b"endobjx"), (b" obj\n", b"obj\n"), (b" obj\n", b" obj"), (b" obj\n", b"\0obj\n"), (b" 0 obj", b"\0\0 0 obj"), (b" 0 obj", b" 1 obj"), (b" 0 obj", b"\n0 obj"), (b" 0 obj", b"  0  obj"), (b" 0 obj", b" 0 Obj"),
        (b"trailer", b"trailor"), (b"trailer\n", b"trailer"), (b"trailer", b"trailer %x\n"), (b"endstream", b"endstrea"), (b"stream\n", b"stream\r"), (b"stream\n", b"stream \n"), (b"/Length 11", b"/Length 5"), (b"/Length 11", b"/Length 500"), (b"/Root", b"/Rood"), (b"/Size", b"/Sise"), (b"/Catalog", b"/Catalogue"), (b"/Pages", b"/Pagez"), (b"/Type/Page/", b"/Type/page/"),
    ))  # fmt: skip
    count = random.choice((1, 1, -1))
    return f"word: {old!r} {new!r} {'all' if count < 0 else ''}", content.replace(old, new, count)


def _inserted(content: bytes, random: Random) -> tuple[str, bytes]:
    place = random.randrange(9, len(content))
    name, text = random.choice(
        (("NULs", bytes(random.choice((1, 2, 50)))), ("line end", b"\n"), ("text", b"xyz"), ("blanks", b"  "))
    )
    return f"inserted: {name}", content[:place] + text + content[place:]


def _overwritten(content: bytes, random: Random) -> tuple[str, bytes]:
    place = random.randrange(9, len(content))
    size = random.choice((1, 2, 50, 400))
    return "NULs over", content[:place] + bytes(len(content[place : place + size])) + content[place + size :]


def _deleted(content: bytes, random: Random) -> tuple[str, bytes]:
    place = random.randrange(9, len(content))
    return "deleted", content[:place] + content[place + random.choice((1, 2, 5, 60, 300)) :]


def _flipped(content: bytes, random: Random) -> tuple[str, bytes]:
    out = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 3, 10))):
        out[random.randrange(9, len(out))] ^= 1 << random.randrange(8)
    return "flipped", bytes(out)


def _line_ends(content: bytes, random: Random) -> tuple[str, bytes]:
    return "line ends to CRLF", content.replace(b"\n", b"\r\n")


def _in_section(content: bytes, random: Random) -> tuple[str, bytes]:
    """Damage the bytes of one cross-reference section: its rows or stream, its trailer, startxref or the end mark."""
    starts = [
        each.start() for each in re.finditer(rb"\nxref\n|\d+ 0 obj\n<<[^>]*/Type /XRef|trailer\n|startxref\n", content)
    ]
    if not starts:
        return "section: none", content
    start = random.choice(starts[-4:])
    place = random.randrange(start, min(len(content), start + random.choice((12, 60, 300))))
    size = random.choice((1, 1, 2, 4, 10, 30, 100))
    name, new = random.choice((
        ("zeroed", bytes(size)), ("blanked", b" " * size), ("cut", b""), ("cut to the end", b""), ("digits", b"9" * size), ("brackets", b">" * min(size, 2)),
        ("repeated", content[place : place + size] * 2), ("another part", content[start // 2 : start // 2 + size]),
    ))  # fmt: skip
    end = len(content) if name == "cut to the end" else place + size
    return f"section: {name}", content[:place] + new + content[end:]


def _doubled_end(content: bytes, random: Random) -> tuple[str, bytes]:
    start = content.rfind(random.choice((b"startxref", b"trailer", b"xref\n", b"%%EOF")))
    if start < 0:
        return "end twice: none", content
    end = content[start:]
    name, changed = random.choice((
        ("same", end), ("startxref 0", re.sub(rb"(startxref\s+)\d+", rb"\g<1>0", end)), ("no root", end.replace(b"/Root", b"/Rot")),
        ("other root", end.replace(b"/Root 1 0 R", b"/Root 2 0 R")), ("missing root", end.replace(b"/Root 1 0 R", b"/Root 99 0 R")),
        ("other size", re.sub(rb"/Size \d+", b"/Size 2", end)), ("cut", end[: random.randrange(1, len(end) + 1)]),
    ))  # fmt: skip
    first, second = random.choice(((end, changed), (changed, end)))
    return f"end twice: {name}", content[:start] + first + second


TEXT_CHANGES: Final[tuple[Callable[[bytes, Random], tuple[str, bytes]], ...]] = (
    _cut, _cut, _cut_end, _end_mark, _behind, _behind, _before, _rows, _rows, _first_number, _row_count, _startxref, _startxref, _words, _words,
    _inserted, _inserted, _overwritten, _deleted, _flipped, _flipped, _line_ends, _in_section, _in_section, _doubled_end,
)  # fmt: skip


def made(random: Random) -> tuple[str, bytes]:
    """Make a document; returns what was done to it, and its bytes."""
    draft = drafted(random)
    names: list[str] = []
    changes = random.choice((0, 1, 1, 1, 1, 1, 1, 2))
    text_changes = []
    for _ in range(changes):
        if random.random() < 0.45:
            names.append(random.choice(DRAFT_CHANGES)(draft, random))
        else:
            text_changes.append(random.choice(TEXT_CHANGES))
    content = written(draft)
    for each in text_changes:
        name, content = each(content, random)
        names.append(name)
    return f"{'; '.join(names) or 'sound'} [{draft.kind}]", content
