"""A signature in a tagged PDF may add an element for its field to the structure, and nothing that is read aloud."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.kits.pades import pages, revised
from tests.kits.updates import POINT, Change, changes, field, value

Structure = dict[str, Any]
Edit = Callable[[IncrementalPdfFileWriter, Structure], None]


@cache
def tagged(*, apart: bool = False) -> bytes:
    """A tagged PDF with a form, whose lists are perhaps objects of their own."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        names = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P)
        paragraph, document = pdf.make_indirect(names), pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Document))
        kids = pikepdf.Array([paragraph])
        document.K = pdf.make_indirect(kids) if apart else kids
        lists = pikepdf.Array([0, pikepdf.Array([paragraph]), 1, paragraph])
        tree = pikepdf.Dictionary(Nums=lists)
        tree = pikepdf.Dictionary(Kids=[pdf.make_indirect(tree)]) if apart else tree
        parents = pdf.make_indirect(tree)
        structure = pikepdf.Dictionary(K=document, ParentTree=parents, ParentTreeNextKey=2)
        document.P = pdf.Root.StructTreeRoot = pdf.make_indirect(structure)
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array()))
        pdf.save(written)
    return written.getvalue()


def nothing(_: IncrementalPdfFileWriter, __: Structure) -> None:
    """Sign as programs do."""


def tree_of(writer: IncrementalPdfFileWriter, known: Structure, added: Any) -> Structure:  # noqa: ANN401
    """The tree of parents, with the list of a page as an object of its own."""
    page = writer.add_object(value([known["first"]]))
    return {"/Nums": [0, page, 1, known["first"], known["key"], known.get("entry", added)]}


def signing(edit: Edit = nothing) -> Change:
    """Sign, with an element for the new field."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field(V={"/Type": "/Sig", "/Contents": b"x"}, Rect=POINT, StructParent=2)(writer)
        root, signed = writer.root["/StructTreeRoot"], list.__getitem__(writer.root["/AcroForm"]["/Fields"], -1)
        document = root["/K"]
        known = {"content": {"/Type": "/OBJR", "/Obj": signed}, "above": root.raw_get("/K"), "root": root, "more": {}}
        known |= {"role": "/Form", "key": 2, "document": document, "first": list.__getitem__(document["/K"], 0)}
        known["parent"] = document
        edit(writer, known)
        element = {"/S": known["role"], "/P": known["above"], "/K": known["content"], **known["more"]}
        added = writer.add_object(value(element))
        above = known["parent"]
        kids = list.__iter__(above["/K"]) if isinstance(above["/K"], list) else [above.raw_get("/K")]
        above[pdf_name("/K")] = value([*kids, added])
        parents = known["tree"](added) if "tree" in known else tree_of(writer, known, added)
        root[pdf_name("/ParentTree")] = writer.add_object(value(parents))
        root[pdf_name("/ParentTreeNextKey")] = value(known.get("next", 3))
        for each in (document, root):
            writer.update_container(each)

    return change


def setting(**entries: Any) -> Edit:  # noqa: ANN401
    return lambda _, known: known.update(entries)


def in_root(key: str, plain: Any) -> Edit:  # noqa: ANN401
    return lambda _, known: known["root"].update({pdf_name(key): value(plain)})


def apart(writer: IncrementalPdfFileWriter, known: Structure) -> None:
    known["content"] = writer.add_object(value(known["content"]))


def before(_: IncrementalPdfFileWriter, known: Structure) -> None:
    known["document"][pdf_name("/K")] = value([known["first"], known["first"]])


def renamed(_: IncrementalPdfFileWriter, known: Structure) -> None:
    known["document"][pdf_name("/S")] = value("/Part")


def below(_: IncrementalPdfFileWriter, known: Structure) -> None:
    known["above"] = known["first"]


def another_object(_: IncrementalPdfFileWriter, known: Structure) -> None:
    known["content"] = {"/Obj": known["first"]}


def other_list(writer: IncrementalPdfFileWriter, known: Structure) -> None:
    known["first"] = writer.add_object(value({"/S": "/P"}))


def next_key(_: IncrementalPdfFileWriter, known: Structure) -> None:
    known["next"] = known["first"]


def at_the_top(writer: IncrementalPdfFileWriter, known: Structure) -> None:
    known["parent"], known["above"] = known["root"], writer.root.raw_get("/StructTreeRoot")


def kept_nodes(_: IncrementalPdfFileWriter, known: Structure) -> None:
    node = list.__getitem__(known["root"]["/ParentTree"]["/Kids"], 0)
    known["tree"] = lambda added: {"/Kids": [node, {"/Nums": [2, added]}]}


def test_a_signature_may_add_an_element_for_its_field() -> None:
    for content in (tagged(), tagged(apart=True)):
        assert changes(revised(content, signing()), sealed=0, allows_signatures=True) == []
    assert len(changes(revised(tagged(), signing()), sealed=0)) == 1


@pytest.mark.parametrize("edit", [apart, in_root("/RoleMap", {}), at_the_top, kept_nodes])
def test_programs_write_the_element_in_several_ways(edit: Edit) -> None:
    content = tagged(apart=edit is kept_nodes)
    assert changes(revised(content, signing(edit)), sealed=0, allows_signatures=True) == []


def test_a_tree_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.pades.updates.structure._MOST_NODES", 1)
    assert len(changes(revised(tagged(apart=True), signing()), sealed=0, allows_signatures=True)) == 1


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(in_root("/RoleMap", {"/Form": "/P"}), id="roles"),
        pytest.param(in_root("/ClassMap", {}), id="another entry"),
        pytest.param(in_root("/K", []), id="no elements"),
        pytest.param(before, id="an element before it"),
        pytest.param(renamed, id="another kind of element"),
        pytest.param(below, id="below another element"),
        pytest.param(other_list, id="another element of a page"),
        pytest.param(another_object, id="another object"),
        pytest.param(setting(role="/P"), id="a paragraph"),
        pytest.param(setting(more={"/Alt": b"text"}), id="a text"),
        pytest.param(setting(content=0), id="content of a page"),
        pytest.param(setting(above=0), id="nothing above"),
        pytest.param(next_key, id="a key that is not a number"),
        pytest.param(setting(key=1), id="the place of another element"),
        pytest.param(setting(entry=0), id="no element"),
        pytest.param(setting(tree=lambda _: []), id="no tree"),
        pytest.param(setting(tree=lambda _: {"/Nums": []}), id="an empty tree"),
    ],
)
def test_the_structure_says_nothing_else(edit: Edit) -> None:
    assert len(changes(revised(tagged(), signing(edit)), sealed=0, allows_signatures=True)) == 1


@pytest.mark.parametrize("path", [["/StructTreeRoot"], ["/StructTreeRoot", "/K"]], ids=["the root", "an element"])
def test_an_element_that_is_also_something_else_does_not_change(path: list[str]) -> None:
    def as_group(writer: IncrementalPdfFileWriter) -> None:
        above = writer.root
        for each in path[:-1]:
            above = above[each]
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Group")] = above.raw_get(path[-1])
        writer.update_container(page)

    content = revised(revised(tagged(), as_group), signing())
    assert len(changes(content, sealed=1, allows_signatures=True)) == 1
