"""The files of a bundle are found by every name that the manifest or the seal uses."""

import pytest

from signature_model.containers.contents import BundleContents

FILES = BundleContents(
    names=("a b.pdf", "æ.pdf", "broken.pdf", "c%20d.pdf"),
    contents={"a b.pdf": b"1", "æ.pdf": b"2", "c%20d.pdf": b"3"},
    unreadable={"broken.pdf": "damaged"},
)


@pytest.mark.parametrize(
    ("reference", "member", "content"),
    [
        pytest.param("a b.pdf", "a b.pdf", b"1", id="as it stands"),
        pytest.param("a%20b.pdf", "a b.pdf", b"1", id="percent-encoded"),
        pytest.param("a+b.pdf", "a b.pdf", b"1", id="form-encoded"),
        pytest.param("%C3%A6.pdf", "æ.pdf", b"2", id="letters"),
        pytest.param("c%20d.pdf", "c%20d.pdf", b"3", id="a name that looks encoded"),
        pytest.param("broken.pdf", "broken.pdf", None, id="cannot be read"),
        pytest.param("none.pdf", None, None, id="not there"),
        pytest.param("", None, None, id="empty"),
    ],
)
def test_a_reference_means_a_file(reference: str, member: str | None, content: bytes | None) -> None:
    assert FILES.member_of(reference) == member
    assert FILES.content_of(reference) == content


def test_by_default_everything_is_readable_and_there_is_no_job() -> None:
    files = BundleContents(names=(), contents={})
    assert (dict(files.unreadable), files.job) == ({}, None)
