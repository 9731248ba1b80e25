"""Documents without an href get a portable name."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.containers.references import with_hrefs
from signature_model.jobs.portal import Document
from tests.kits.jobs import KARI, a_job

DOCUMENTS = st.builds(
    Document,
    title=st.text(),
    href=st.none() | st.sampled_from(["01_a.pdf", "02_A.PDF", "x01_a.pdf", "manifest.xml"]),
    mime=st.sampled_from(["application/pdf", "text/plain", "image/png"]),
)


def hrefs(*documents: Document) -> list[str | None]:
    """Return the names that the documents get."""
    return [each.href for each in with_hrefs(a_job(documents=documents)).documents]


def test_a_job_whose_documents_have_names_is_not_changed() -> None:
    job = a_job()
    assert with_hrefs(job) is job


@pytest.mark.parametrize(
    ("mime", "name"),
    [("application/pdf", "01_contract.pdf"), ("text/plain", "01_contract.txt"), ("image/png", "01_contract")],
)
def test_a_name_is_made_from_position_title_and_type(mime: str, name: str) -> None:
    assert hrefs(Document(title="Contract", mime=mime)) == [name]


def test_a_given_name_is_kept_and_not_used_again() -> None:
    given_name = Document(title="Other", href="01_contract.pdf")
    assert hrefs(Document(title="Contract"), given_name) == ["x01_contract.pdf", "01_contract.pdf"]


def test_a_name_that_differs_only_in_case_is_not_used() -> None:
    assert hrefs(Document(title="A"), Document(title="B", href="01_A.PDF"))[0] == "x01_a.pdf"


@given(st.lists(DOCUMENTS, min_size=1, max_size=20))
def test_made_names_are_portable_and_different(documents: list[Document]) -> None:
    made = hrefs(*documents)
    new = [name for name, document in zip(made, documents, strict=True) if document.href is None]
    assert all(name is not None and re.fullmatch(r"x*[0-9]{2}_[a-z0-9_-]+(\.pdf|\.txt)?", name) for name in new)
    assert all(4 <= len(str(name)) <= 100 for name in new)
    others = [str(each.href).casefold() for each in documents if each.href is not None]
    assert len({*new, *others}) == len(new) + len(set(others))


@given(st.lists(DOCUMENTS, min_size=1, max_size=5))
def test_only_the_names_are_changed(documents: list[Document]) -> None:
    named = with_hrefs(a_job(documents=documents))
    assert [replace(each, href=None) for each in named.documents] == [replace(each, href=None) for each in documents]
    assert with_hrefs(named) is named


def test_a_national_id_number_in_a_title_is_not_in_the_name() -> None:
    assert hrefs(Document(title=f"Contract with {KARI}")) == ["01_contract_with_018180.pdf"]
