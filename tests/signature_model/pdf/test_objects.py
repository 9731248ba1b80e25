"""Objects are read when they are asked for, those in object streams too."""

import re
import zlib
from collections import deque
from itertools import repeat

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.limits import MAX_VALUES, Budget, LimitExceeded
from signature_model.pdf.objects import Objects
from tests.kits import pdfs
from tests.kits.pdfs import PAGE, TREE, page, paper

HOLDER = 9
BEHIND = b"%d 0 " % PAGE + page()


def holding(data: bytes = BEHIND, *, objects: dict[int, bytes] | None = None, **entries: object) -> bytes:
    """Return a document whose page is in an object stream, which has other entries."""
    given = {"Type": "/ObjStm", "N": 1, "First": 4} | entries
    body = pdfs.stream(data, **{key: value for key, value in given.items() if value is not None})
    plain = {1: pdfs.dictionary(Type="/Catalog", Pages=f"{TREE} 0 R"), TREE: pdfs.tree(PAGE), HOLDER: body}
    return pdfs.with_streams(plain | (objects or {}), {PAGE: (2, HOLDER, 0)})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(holding(), id="not compressed"),
        pytest.param(holding(zlib.compress(BEHIND), Filter="/FlateDecode"), id="compressed"),
        pytest.param(
            holding(zlib.compress(BEHIND), Filter="10 0 R", objects={10: b"/FlateDecode"}), id="filter elsewhere"
        ),
        pytest.param(holding(BEHIND.hex().encode(), Filter="/AHx"), id="hexadecimal"),
        pytest.param(holding(b"3 0 8 0 " + page(), N=1, First=8), id="more pairs than objects"),
    ],
)
def test_an_object_stream_is_unpacked(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert (facts.page_count, facts.pages_not_a4, facts.repairs) == (1, (), ())


def test_the_end_of_an_object_stream_ends_an_object() -> None:
    facts = inspect_pdf(holding(BEHIND.removesuffix(b">>")))
    assert (facts.page_count, facts.repairs) == (1, ("a list or dictionary is not closed",))


def test_a_stream_of_another_length_is_a_fault() -> None:
    facts = inspect_pdf(holding().replace(b"/Length ", b"/Length 1"))
    assert (facts.page_count, facts.repairs) == (1, ("a stream is not as long as its dictionary says (/Length)",))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(holding(N="/1"), id="no number of objects"),
        pytest.param(holding(First=-1), id="negative start"),
        pytest.param(holding(Filter="/Unknown"), id="unknown filter"),
        pytest.param(holding(objects={HOLDER: b"7"}), id="not a stream"),
    ],
)
def test_what_cannot_be_unpacked_is_a_fault(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert facts.damage or "the object stream 9 cannot be unpacked" in facts.repairs


def test_an_object_stream_with_fewer_objects_than_stated_is_a_fault() -> None:
    facts = inspect_pdf(holding(N=9))
    assert (facts.page_count, facts.repairs) == (
        1,
        ("the object stream 9 has fewer objects than it says (/N, /First)",),
    )


def test_what_is_not_in_its_object_stream_is_missing() -> None:
    facts = inspect_pdf(holding(b"8 0 " + page()))
    assert facts.repairs == ("page 1 is missing: its entry in the page tree is not a dictionary",)


def test_what_unpacks_a_stream_is_not_in_one() -> None:
    content = re.sub(rb"(/ObjStm.*?/Length) \d+", rb"\1 3 0 R", holding(), count=1)
    assert inspect_pdf(content).page_count == 1


def test_a_stream_without_an_end_lasts_as_long_as_the_file() -> None:
    content = holding().replace(b"endstream", b"endstrxxx")
    assert inspect_pdf(content).is_pdf


@pytest.mark.parametrize(
    ("kids", "repairs"),
    [
        pytest.param("[3 1 R]", ("a reference is to another generation of object 3",), id="another generation"),
        pytest.param("[10 0 R]", ("an object is only a reference to another object",), id="a reference"),
        pytest.param(
            "[12 0 R]",
            (
                "an object is only a reference to another object",
                "page 1 is missing: its entry in the page tree is not a dictionary",
            ),
            id="an object that is a reference to itself",
        ),
        pytest.param(
            "[11 0 R]",
            (
                "object 11 cannot be read",
                "page 1 is missing: its entry in the page tree is not a dictionary",
            ),
            id="an object that is nothing",
        ),
    ],
)
def test_a_reference_that_leads_elsewhere_is_a_fault(kids: str, repairs: tuple[str, ...]) -> None:
    root = pdfs.dictionary(Type="/Pages", Count=1, Kids=kids)
    assert inspect_pdf(paper(objects={TREE: root, 10: b"3 0 R", 11: b"", 12: b"12 0 R"})).repairs == repairs


def test_many_objects_in_a_stream_cost_little() -> None:
    cells = 20_000
    bodies = [page(), *[b"<</Type/StructElem/S/TD/P 2 0 R/K 5>>"] * cells]
    heads, offset = [], 0
    for number, body in enumerate(bodies):
        heads.append(b"%d %d " % (PAGE if number == 0 else 100 + number, offset))
        offset += len(body) + 1
    head = b"".join(heads)
    data = zlib.compress(head + b" ".join(bodies) + b" " * 20_000_000)
    facts = inspect_pdf(holding(data, Filter="/FlateDecode", N=len(bodies), First=len(head)))
    assert (facts.page_count, facts.limit, facts.repairs) == (1, None, ())


def test_an_object_that_is_empty_in_its_stream_is_a_fault() -> None:
    objects = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3), 3: b"", 4: page()}
    facts = inspect_pdf(pdfs.packed(objects))
    assert facts.repairs == ("an object of an object stream overlaps the next one",)


def test_references_to_nothing_are_followed_up_to_a_limit() -> None:
    objects = Objects(b"", {}, Budget())
    with pytest.raises(LimitExceeded, match="values"):
        deque(map(objects.resolved, repeat(Reference(7, 0), MAX_VALUES)), maxlen=0)


@pytest.mark.parametrize(
    ("replaced", "is_sound"), [(b"<<>>", True), (b"<</A 1", False), (b"(x", False)], ids=["sound", "open", "string"]
)
def test_an_object_without_an_end_is_a_fault_although_it_was_replaced(replaced: bytes, *, is_sound: bool) -> None:
    facts = inspect_pdf(holding(b"3 0 1 %d " % (len(page()) + 1) + page() + b" " + replaced, N=2, First=9))
    fault = f"the object stream {HOLDER} has an object that cannot be read and was replaced"
    assert (facts.page_count, facts.repairs) == (1, () if is_sound else (fault,))


def test_objects_of_one_value_are_read_up_to_a_limit() -> None:
    objects = Objects(b"1 0 obj 7 endobj", {1: (0, 0)}, Budget())
    with pytest.raises(LimitExceeded, match="values"):
        deque(map(objects.resolved, repeat(Reference(1, 0), MAX_VALUES // 2 + 1)), maxlen=0)
