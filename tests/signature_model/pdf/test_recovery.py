"""Objects are found without a cross-reference table."""

import time
import zlib

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.recovery import search_objects
from tests.kits import pdfs
from tests.kits.effort import UNBOUNDED
from tests.kits.pdfs import paper

OBJECTS = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3), 3: pdfs.page()}


def without_table(content: bytes) -> bytes:
    """Return a document whose startxref points nowhere."""
    return content.partition(b"startxref\n")[0] + b"startxref\n5\n%%EOF\n"


def written(*objects: tuple[int, bytes], end: bytes = b"") -> bytes:
    """Return objects without a table or trailer."""
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in objects) + end


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(paper(), id="plain"),
        pytest.param(pdfs.updated(paper()), id="updated"),
        pytest.param(pdfs.packed(OBJECTS), id="object stream"),
        pytest.param(pdfs.saved(), id="saved"),
        pytest.param(written(*OBJECTS.items()), id="no trailer"),
        pytest.param(written(*OBJECTS.items()).replace(b"1 0 obj", b"1" + b"\0" * 50 + b"0 obj"), id="NULs in a head"),
        pytest.param(written(*OBJECTS.items(), end=b"trailer\nendobj trailer 7 endobj"), id="trailers of no use"),
        pytest.param(written((1, b"7"), *OBJECTS.items(), (9, b"(/Catalog)")), id="an older object"),
        pytest.param(written((1, OBJECTS[1]), *OBJECTS.items()), id="an older catalogue"),
        pytest.param(written((1, b"<</A/Catalog>>"), *OBJECTS.items()), id="an older object with such a name"),
        pytest.param(written((1, b"endobj /Catalog"), *OBJECTS.items()), id="an older object without a value"),
        pytest.param(written(*OBJECTS.items(), (9, pdfs.stream(b"", Type="/XRef", Root="7 0 R"))), id="another root"),
        pytest.param(
            written(*OBJECTS.items(), (9, pdfs.stream(b"/Catalog", Type="/ObjStm", N=1, First=0))), id="empty stream"
        ),
        pytest.param(b"/Catalog" + paper(), id="a name before all objects"),
        pytest.param(paper(objects=dict.fromkeys(range(10, 30000), b"<</A 1>>")), id="30,000 objects"),
    ],
)
def test_a_document_is_read_without_its_table(content: bytes) -> None:
    facts = inspect_pdf(without_table(content))
    assert facts.page_count == 1
    assert "startxref, /Prev or /XRefStm points to a place without a cross-reference section" in facts.repairs


def test_the_last_object_of_a_number_counts() -> None:
    content = written((1, b"7"), (2, b"8"), (1, b"9"))
    assert search_objects(content, Budget()).places == {
        1: (content.rindex(b"1 0 obj"), 0),
        2: (content.index(b"2 0 obj"), 0),
    }


def test_an_object_in_a_stream_counts_if_it_is_the_last() -> None:
    holder = pdfs.stream(b"3 0 7 ", Type="/ObjStm", N=1, First=4)
    assert search_objects(written((3, b"1"), (9, holder)), Budget()).places[3] == 9
    assert search_objects(written((9, holder), (3, b"1")), Budget()).places[3] != 9


def test_for_pdfbox_the_last_object_stream_counts() -> None:
    holder = pdfs.stream(b"3 0 7 ", Type="/ObjStm", N=1, First=4)
    assert search_objects(written((8, holder), (9, holder)), Budget()).pdfbox[3] == 9


def test_pdfbox_does_not_see_the_last_object_of_a_file_that_was_cut_in_it() -> None:
    holder = pdfs.stream(b"3 0 7 ", Type="/ObjStm", N=1, First=4)
    assert search_objects(b"%PDF-1.7\n9 0 obj\n" + holder, Budget()).pdfbox == {9: None}


def test_what_may_be_the_catalogue_comes_from_the_last_one_on() -> None:
    found = search_objects(written((1, OBJECTS[1]), (5, OBJECTS[1])), Budget())
    assert found.catalogues == [Reference(5, 0), Reference(1, 0)]


def test_a_damaged_object_stream_replaces_nothing() -> None:
    packer = zlib.compressobj()
    data = packer.compress(b"3 0 7 ") + packer.flush(zlib.Z_FULL_FLUSH) + b"\7"
    holder = pdfs.stream(data, Type="/ObjStm", N=1, First=4, Filter="/FlateDecode")
    assert search_objects(written((3, b"1"), (9, holder)), Budget()).places[3] != 9


def test_an_older_catalogue_without_a_page_is_of_no_use() -> None:
    empty = pdfs.dictionary(Type="/Catalog")
    assert inspect_pdf(without_table(written((1, empty), (1, b"<<>>"), end=b"trailer<</Root 1 0 R>>"))).damage


def test_what_an_object_stream_says_of_its_objects_may_be_wrong() -> None:
    holder = pdfs.stream(b"3 99 /Catalog", Type="/ObjStm", N=1, First=5)
    assert search_objects(written((9, holder)), Budget()).catalogues == []


@pytest.mark.parametrize("kind", ["/\nObjStm", "/Other", "7"])
def test_for_pdfbox_an_object_stream_has_its_name_anywhere(kind: str) -> None:
    content = written((9, pdfs.stream(b"3 0 7 ", Type=kind, Old="/ObjStm", N=1, First=4)))
    found = search_objects(content, Budget())
    assert (found.pdfbox[3], 3 in found.places) == (9, False)


def test_no_other_catalogue_is_taken_if_a_trailer_names_one() -> None:
    content = paper(catalogue={"Pages": "7 0 R"}, objects={20: OBJECTS[1]})
    assert inspect_pdf(content).damage
    assert inspect_pdf(without_table(content)).damage


def test_strings_without_an_end_behind_many_trailers_are_searched_quickly() -> None:
    start = time.process_time()
    assert inspect_pdf(b"%PDF-1.7\n" + b"trailer\n<\n0000000734 00000 n \n6 1\n0000000880 00000 n \n" * 4_500).limit
    assert time.process_time() - start < UNBOUNDED


def test_objects_are_found_up_to_a_limit() -> None:
    budget = Budget()
    budget.rows = 9
    with pytest.raises(LimitExceeded, match="rows"):
        search_objects(b"1 0 obj\n" * 10, budget)


def test_a_file_that_ends_within_its_last_object_is_cut() -> None:
    content = written(*OBJECTS.items())
    assert not search_objects(content, Budget()).is_cut
    assert search_objects(content[: content.rindex(b">>")], Budget()).is_cut
