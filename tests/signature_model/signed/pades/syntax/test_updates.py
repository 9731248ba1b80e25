"""What follows a revision of a PDF: exact updates, which all readers read alike, and everything else."""

import re
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from signature_model.signed.pades.syntax.updates import are_exact_updates
from tests.kits.effort import UNBOUNDED
from tests.kits.xades import PAPER

SIZE = 6
START = int(PAPER.split(b"startxref")[-1].split()[0])
OBJECTS = {4: b"<</Length 3>>\nstream\nabc\nendstream", 5: b"<</Certs[4 0 R]>>"}


def stream(data: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%b\nendstream" % (len(data), data)


def rows(places: Mapping[int, int]) -> bytes:
    return b"".join(b"%d 1\n%010d 00000 n \n" % each for each in places.items())


def update(  # noqa: PLR0913 - what tests change
    objects: Mapping[int, bytes] = OBJECTS,
    *,
    before: bytes = PAPER,
    table: Callable[[Mapping[int, int]], bytes] = rows,
    trailer: bytes = b"<</Size %d/Root 1 0 R/Prev %d>>",
    previous: int = START,
    between: bytes = b"",
    behind: bytes = b"\n",
    start: bytes = b"startxref\n%d\n%%%%EOF",
) -> bytes:
    """The document with an update."""
    content, places = bytearray(before), {}
    for number, each in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    content += between
    at = len(content)
    content += b"xref\n" + table(places) + b"trailer\n"
    content += trailer % (SIZE, previous) if b"%d" in trailer else trailer
    return bytes(content + b"\n" + start % at + behind)


def is_exact(content: bytes) -> bool:
    return are_exact_updates(content, len(PAPER))


ONE = update()
TWICE = update(before=ONE, previous=int(ONE.split(b"startxref")[-1].split()[0]))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PAPER, id="nothing"),
        pytest.param(PAPER + b"\r\n\0 ", id="padding"),
        pytest.param(ONE, id="an update"),
        pytest.param(TWICE, id="two updates"),
        pytest.param(update(between=b"%Writer 1.0\n\n"), id="a comment"),
        pytest.param(update(OBJECTS | {4: stream(b"a\nobj")}), id="the word obj"),
        pytest.param(update(start=b"%%Writer-1.0\nstartxref\n%d\n%%%%EOF"), id="a comment before the end"),
        pytest.param(update(table=lambda each: b"0 1\n0000000000 65535 f \n" + rows(each)), id="the free list"),
        pytest.param(update(table=lambda each: rows(each) + b"3 1\n0000000000 00001 f \n"), id="a free object"),
        pytest.param(update(OBJECTS | {4: OBJECTS[4].replace(b"3", b"5 0 R"), 5: b"3"}), id="a length elsewhere"),
        pytest.param(update(OBJECTS | {5: b"(" + b"x" * 200 + b"\\))"}), id="a long text"),
    ],
)
def test_an_exact_update_is_recognised(content: bytes) -> None:
    assert is_exact(content)


PAGE = b"3 0 obj\n<</Type/Page>>\nendobj\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PAPER + b"x", id="something else"),
        pytest.param(PAPER + bytes(1000), id="much padding"),
        pytest.param(PAPER[: PAPER.rindex(b"startxref")] + ONE[len(PAPER) :], id="nothing before"),
        pytest.param(ONE + b"x", id="something behind"),
        pytest.param(ONE + b"startxref\n%d\n%%%%EOF\n" % START, id="an end that names another place"),
        pytest.param(ONE[:-6], id="no end"),
        pytest.param(update(between=PAGE), id="an object that is not named"),
        pytest.param(update(between=b"%" + PAGE.replace(b"\n", b" ") + b"\n"), id="an object in a comment"),
        pytest.param(update(OBJECTS | {5: b"(" + PAGE + b")"}), id="an object in a string"),
        pytest.param(
            update(OBJECTS | {4: b"<</Length %d>>\nstream\n%b\nendstream" % (len(PAGE), PAGE)}),
            id="an object in data",
        ),
        pytest.param(update(table=lambda each: rows({**each, 3: START})), id="a name without an object"),
        pytest.param(update(table=lambda each: rows({**each, 3: each[4]})), id="two names of an object"),
        pytest.param(update(table=lambda each: rows({4: each[5], 5: each[4]})), id="objects exchanged"),
        pytest.param(update(table=lambda each: rows(each) + rows({4: each[4]})), id="a name twice"),
        pytest.param(update(table=lambda each: rows(each) + b"1000000000 0\n"), id="a part without rows"),
        pytest.param(update(table=lambda each: rows(each).replace(b" \n", b"\n")), id="short rows"),
        pytest.param(update(table=lambda each: rows(each).replace(b"00000 n", b"00001 n")), id="another generation"),
        pytest.param(update(table=lambda each: rows(each) + b"9 1\n0000000000 00001 f \n"), id="a free object beyond"),
        pytest.param(update(table=lambda each: b"%hello\n" + rows(each)), id="a comment in the table"),
        pytest.param(update(trailer=b"<</Root 1 0 R/Prev 191>>"), id="no size"),
        pytest.param(update(trailer=b"<</Size %d/Prev %d>>"), id="no catalog in the last trailer"),
        pytest.param(update(trailer=b"<</Size true/Root 1 0 R/Prev 191>>"), id="a size that is not a number"),
        pytest.param(update(trailer=b"<</Size 5/Root 1 0 R/Prev 191>>"), id="a size that is too small"),
        pytest.param(update(trailer=b"<</Size 999/Root 1 0 R/Prev 191>>"), id="a size that is too large"),
        pytest.param(update(OBJECTS | {5: b"[%comment\n]"}), id="a comment in an object"),
        pytest.param(update(OBJECTS | {5: b"[" + b"0" * 254 + b"1]"}), id="a number that some readers cut"),
        pytest.param(update(OBJECTS | {4: stream(b"x\nendstream\n")}), id="an end in the data"),
        pytest.param(update(OBJECTS | {4: stream(b"3 0 \nobj<<>>")}), id="an object in the data"),
        pytest.param(update(OBJECTS | {4: stream(b"3 %\n0 %\nobj<<>>")}), id="an object with comments in the data"),
        pytest.param(
            update(OBJECTS | {4: stream(b"3\n0\n%" + b"x" * 500 + b"\nobj<<>>")}), id="a long comment in the data"
        ),
        pytest.param(update(trailer=b"<</Size %d/Prev %d/Root 1 0 R/Root 2 0 R>>"), id="a name twice in the trailer"),
        pytest.param(update(trailer=b"[%d %d]"), id="a trailer that is not a dictionary"),
        pytest.param(update(trailer=b"<</Size %d/Prev %d/XRefStm 191>>"), id="a hybrid"),
        pytest.param(update(previous=START + 1), id="another section before"),
        pytest.param(update(start=b"startxref\n0%d\n%%%%EOF")[:-1] + b"9", id="something behind the end"),
        pytest.param(update(OBJECTS | {4: OBJECTS[4].replace(b"3", b"2")}), id="another length"),
        pytest.param(update(OBJECTS | {4: OBJECTS[4].replace(b"3", b"9 0 R")}), id="a length that is missing"),
        pytest.param(update(OBJECTS | {4: OBJECTS[4].replace(b"stream\n", b"stream\r", 1)}), id="an old end of line"),
        pytest.param(update(OBJECTS | {5: b"<</A 1/A 2>>"}), id="an entry twice"),
        pytest.param(update(OBJECTS | {5: b"<</A 1>> 2"}), id="two values"),
        pytest.param(update(OBJECTS | {5: b"]"}), id="no value"),
    ],
)
def test_what_readers_may_read_differently_is_not_exact(content: bytes) -> None:
    assert not is_exact(content)


def test_a_loop_of_sections_ends() -> None:
    start = int(ONE.split(b"startxref")[-1].split()[0])
    assert not is_exact(re.sub(rb"/Prev \d{3}", b"/Prev %d" % start, ONE))


PACKED = b"<</Type/ObjStm/N 1/First 4/Length 9>>\nstream\n7 0 <<>> \nendstream"


def packed(head: bytes, body: bytes) -> bytes:
    """An object stream that says that it has one object."""
    entries = b"/Type/ObjStm/N 1/First %d/Length %d" % (len(head), len(head + body))
    return b"<<%b>>\nstream\n%b%b\nendstream" % (entries, head, body)


def streamed(
    objects: Mapping[int, bytes] = OBJECTS,
    *,
    more: Mapping[int, tuple[int, int, int]] = MappingProxyType({}),
    about: bytes = b"/Type/XRef/W[1 4 2]/Size 9/Root 1 0 R",
    own: int = 8,
    names_itself: bool = True,
) -> bytes:
    """The document with an update whose cross-references are a stream, which usually names itself."""
    content, places = bytearray(PAPER), dict(more)
    for number, each in objects.items():
        places[number] = (1, len(content), 0)
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    at = len(content)
    if names_itself:
        places[8] = (1, at, 0)
    data = b"".join(bytes([kind]) + one.to_bytes(4) + two.to_bytes(2) for kind, one, two in places.values())
    index = b" ".join(b"%d 1" % each for each in places)
    entries = b"%b/Prev %d/Index[%b]/Length %d" % (about, START, index, len(data))
    content += b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (own, entries, data)
    return bytes(content + b"startxref\n%d\n%%%%EOF\n" % at)


IN_STREAM = {7: (2, 6, 0)}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(streamed(), True, id="a stream"),
        pytest.param(streamed(names_itself=False), True, id="a stream that does not name itself"),
        pytest.param(streamed(own=3, names_itself=False), False, id="a stream with the number of an earlier object"),
        pytest.param(streamed(own=9), False, id="a stream that names another"),
        pytest.param(
            streamed(own=2_000_000, names_itself=False, about=b"/Type/XRef/W[1 4 2]/Size 2000001/Root 1 0 R"),
            False,
            id="a very high number",
        ),
        pytest.param(streamed(more={0: (0, 0, 65_535)}), True, id="the free list"),
        pytest.param(streamed(OBJECTS | {6: PACKED}, more=IN_STREAM), True, id="a packed object"),
        pytest.param(streamed(OBJECTS | {6: PACKED}), True, id="a packed object that is not named"),
        pytest.param(streamed(more=IN_STREAM), False, id="no packed object"),
        pytest.param(streamed(OBJECTS | {6: PACKED.replace(b"7 0", b"3 0")}, more=IN_STREAM), False, id="another"),
        pytest.param(streamed(OBJECTS | {6: PACKED.replace(b"N 1", b"N 2")}, more=IN_STREAM), False, id="fewer"),
        pytest.param(streamed(OBJECTS | {6: packed(b"7 0 ", b"<</A 1>>")}, more=IN_STREAM), True, id="a dictionary"),
        pytest.param(streamed(OBJECTS | {6: packed(b"7 0 ", b"<</A 1/A 2>>")}, more=IN_STREAM), False, id="twice"),
        pytest.param(streamed(OBJECTS | {6: packed(b"7 0 ", b"<<>> 2")}, more=IN_STREAM), False, id="more behind it"),
        pytest.param(streamed(OBJECTS | {6: packed(b"7 1 ", b"2<<>>")}, more=IN_STREAM), False, id="more before it"),
        pytest.param(streamed(OBJECTS | {6: packed(b"7 0 7 5 ", b"<<>> 2")}, more=IN_STREAM), False, id="two of one"),
        pytest.param(streamed(OBJECTS | {6: packed(b"7 0 ", b"0" * 254 + b"1")}, more=IN_STREAM), False, id="long"),
        pytest.param(streamed(more={3: (0, 0, 1)}), True, id="a free object"),
        pytest.param(streamed(more={3: (3, 0, 1)}), False, id="a row of another kind"),
        pytest.param(streamed(about=b"/W[1 4 2]/Size 9"), False, id="another stream"),
        pytest.param(streamed(about=b"/Type/XRef/W[1 4]/Size 9"), False, id="two columns"),
        pytest.param(streamed(about=b"/Type/XRef/W[1 4 true]/Size 9"), False, id="a column that is not a number"),
        pytest.param(streamed(about=b"/Type/XRef/W[1 4 3]/Size 9"), False, id="other columns"),
        pytest.param(streamed(about=b"/Type/XRef/W[0 0 0]/Size 9"), False, id="no columns"),
        pytest.param(streamed(about=b"/Type/XRef/W 1/Size 9"), False, id="columns that are not an array"),
        pytest.param(streamed().replace(b"/Index[4 1", b"/Index[4 999999"), False, id="more rows than octets"),
        pytest.param(streamed().replace(b"8 0 obj", b"[0]    "), False, id="no object"),
    ],
)
def test_cross_references_may_be_a_stream(content: bytes, *, expected: bool) -> None:
    assert is_exact(content) is expected


def test_an_update_may_follow_a_stream() -> None:
    content = streamed()
    start = int(content.split(b"startxref")[-1].split()[0])
    more = update({10: b"<<>>"}, before=content, previous=start, trailer=b"<</Size 11/Root 1 0 R/Prev %d>>" % start)
    assert are_exact_updates(more, len(content))
    assert not are_exact_updates(more.replace(b"/Size 11", b"/Size 8 "), len(content))


@pytest.mark.parametrize("octets", [b"%1\n", b"x\n%1\nobj "], ids=["comments with digits", "words like heads"])
def test_the_work_grows_with_the_size(octets: bytes) -> None:
    before = time.process_time()
    is_exact(update(OBJECTS | {4: stream(octets * 50_000)}))
    assert time.process_time() - before < UNBOUNDED
