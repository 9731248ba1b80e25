"""An update may add evidence to the document security store, and nothing else."""

from typing import Any

import pytest
from pyhanko.pdf_utils.generic import IndirectObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.kits.pades import revised
from tests.kits.updates import Change, changes, sealed, stream, value


def in_store(name: str, plain: Any, *, as_array: bool = True) -> Change:  # noqa: ANN401
    """Add an object to an array of the store, or to the store itself."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        array, added = writer.root["/DSS"]["/Certs"], writer.add_object(plain)
        array.extend([added] if as_array else [])
        writer.update_container(array)
        writer.root["/DSS"][pdf_name(name)] = array if as_array else added
        writer.update_container(writer.root["/DSS"])

    return change


def direct_evidence(writer: IncrementalPdfFileWriter) -> None:
    array = writer.root["/DSS"]["/Certs"]
    array.append(value(b"a certificate"))
    writer.update_container(array)


def replaced_evidence(writer: IncrementalPdfFileWriter) -> None:
    reference = writer.root["/DSS"]["/Certs"].raw_get(0).reference
    writer.objects[(reference.generation, reference.idnum)] = stream(b"another")


def store_in_place_of_content(writer: IncrementalPdfFileWriter) -> None:
    reference = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents").reference
    writer.root[pdf_name("/DSS")] = IndirectObject(reference.idnum, 0, writer)  # type: ignore[no-untyped-call]
    writer.objects[(reference.generation, reference.idnum)] = value({})
    writer.update_root()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(replaced_evidence, "adds, replaces or deletes object", id="evidence in the store"),
        pytest.param(in_store("/Certs", stream(b"", Foo=[1])), "changes the store", id="more in the store"),
        pytest.param(in_store("/Certs", value({})), "changes the store", id="no stream in the store"),
        pytest.param(
            in_store("/OCSPs", value({}), as_array=False),
            "something other than evidence to the security store",
            id="no array",
        ),
        pytest.param(in_store("/Type", value({}), as_array=False), "changes the store", id="no name"),
        pytest.param(
            direct_evidence, "something other than evidence to the security store", id="evidence in the array itself"
        ),
        pytest.param(
            in_store("/VRI", stream(b"x")),
            "something other than evidence to the security store",
            id="no dictionary in the store",
        ),
        pytest.param(
            in_store("/Other", stream(b"x")),
            "something other than evidence to the security store",
            id="another array in the store",
        ),
        pytest.param(store_in_place_of_content, "adds, replaces or deletes object", id="a store instead of content"),
    ],
)
def test_every_other_change_of_the_store_is_named(change: Change, message: str) -> None:
    found = changes(revised(sealed(), change))
    assert len(found) == bool(message)
    assert message in "".join(found)


def test_a_store_has_times_and_time_stamps() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        related = value({"/TU": b"D:20261120120000Z", "/TS": writer.add_object(stream(b"a time-stamp"))})
        store[pdf_name("/VRI")] = value({"/0A": writer.add_object(related)})
        writer.update_container(store)

    assert changes(revised(sealed(), change)) == []
