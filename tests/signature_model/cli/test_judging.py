"""One input becomes a report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from signature_model import Context
from signature_model.cli.judging import judge
from signature_model.console.reading import MAX_BYTES, Unreadable
from tests.kits.jobs import PUBLIC
from tests.kits.reports import codes_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["good.asice", "manifest.xml", "unpacked"])
@pytest.mark.usefixtures("unpacked")
def test_bundles_manifests_and_unpacked_bundles_are_judged(name: str) -> None:
    assert judge(name, PUBLIC).findings == ()


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\t "])
def test_a_manifest_is_known_by_its_first_letter(folder: Path, before: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    content = before + (folder / "late.xml").read_bytes().partition(b"?>")[2].lstrip()
    (folder / "piped").write_bytes(content)
    with (folder / "piped").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert codes_of(judge("-", PUBLIC)) == ["PSR401"]


def test_a_bundle_can_be_piped_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "good.asice").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert judge("-", PUBLIC).findings == ()


def test_a_file_called_xml_is_a_manifest_whatever_it_holds(folder: Path) -> None:
    (folder / "empty.XML").touch()

    assert codes_of(judge("empty.XML", PUBLIC)) == ["PSR101"]


def test_an_empty_file_is_no_bundle(folder: Path) -> None:
    (folder / "empty").touch()

    assert codes_of(judge("empty", PUBLIC)) == ["PSR001"]


def test_an_unpacked_bundle_may_hold_links_to_files(unpacked: Path) -> None:
    (unpacked / "contract.pdf").rename(unpacked.parent / "elsewhere.pdf")
    (unpacked / "contract.pdf").symlink_to("../elsewhere.pdf")

    assert judge("unpacked", PUBLIC).findings == ()


def test_an_unpacked_bundle_with_a_pipe_in_it_cannot_be_judged(unpacked: Path) -> None:
    os.mkfifo(unpacked / "META-INF" / "pipe")

    with pytest.raises(Unreadable, match=r"META-INF/pipe cannot be read: it is not a regular file"):
        judge("unpacked", PUBLIC)


def test_an_unpacked_bundle_with_a_link_to_a_folder_cannot_be_judged(unpacked: Path) -> None:
    (unpacked / "circle").symlink_to(".")

    with pytest.raises(Unreadable, match=r"circle cannot be read: it is not a regular file"):
        judge("unpacked", PUBLIC)


def test_a_folder_holds_so_many_files_at_most(folder: Path) -> None:
    for number in range(101):
        (folder / f"{number}").touch()

    with pytest.raises(Unreadable, match="more than 100 files"):
        judge(".", Context())


def test_a_folder_holds_so_many_bytes_at_most(unpacked: Path) -> None:
    for name in ("large.pdf", "larger.pdf"):
        with (unpacked / name).open("wb") as file:
            file.truncate(MAX_BYTES // 2 + 1)

    with pytest.raises(Unreadable, match="more than 68,157,440 bytes"):
        judge("unpacked", Context())
