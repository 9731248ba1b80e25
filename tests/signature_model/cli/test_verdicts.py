"""Bundles, manifests and unpacked bundles are validated, from files or standard input."""

import os
from pathlib import Path

import pytest

from signature_model import Context
from signature_model.cli.verdicts import report_on, result_of
from signature_model.console.reading import MAX_BYTES, Unreadable
from tests.kits.jobs import PUBLIC
from tests.kits.reports import codes_of
from tests.signature_model.cli.criteria import Failing


@pytest.mark.parametrize("name", ["good.asice", "manifest.xml", "unpacked"])
@pytest.mark.usefixtures("unpacked")
def test_bundles_manifests_and_unpacked_bundles_are_validated(name: str) -> None:
    assert report_on(name, PUBLIC).findings == ()


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\t "])
def test_a_manifest_is_recognised_by_its_first_character(
    folder: Path, before: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = before + (folder / "late.xml").read_bytes().partition(b"?>")[2].lstrip()
    (folder / "piped").write_bytes(content)
    with (folder / "piped").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert codes_of(report_on("-", PUBLIC)) == ["PSR401"]


def test_a_bundle_can_be_piped_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "good.asice").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert report_on("-", PUBLIC).findings == ()


def test_a_file_with_the_suffix_xml_is_a_manifest(folder: Path) -> None:
    (folder / "empty.XML").touch()

    assert codes_of(report_on("empty.XML", PUBLIC)) == ["PSR101"]


def test_an_empty_file_is_not_a_bundle(folder: Path) -> None:
    (folder / "empty").touch()

    assert codes_of(report_on("empty", PUBLIC)) == ["PSR001"]


def test_an_internal_error_leaves_an_input_undecided(folder: Path) -> None:
    result = result_of("good.asice", Failing(select=("good.asice",)), PUBLIC, str(folder))

    assert result.verdict == "undecided"
    assert [each.why.partition(":")[0] for each in result.report.skipped] == ["internal error, please report it"]


def test_an_unpacked_bundle_may_contain_links_to_files(unpacked: Path) -> None:
    (unpacked / "contract.pdf").rename(unpacked.parent / "elsewhere.pdf")
    (unpacked / "contract.pdf").symlink_to("../elsewhere.pdf")

    assert report_on("unpacked", PUBLIC).findings == ()


def test_an_unpacked_bundle_with_a_pipe_cannot_be_validated(unpacked: Path) -> None:
    os.mkfifo(unpacked / "META-INF" / "pipe")

    with pytest.raises(Unreadable, match=r"META-INF/pipe cannot be read: it is not a regular file"):
        report_on("unpacked", PUBLIC)


def test_an_unpacked_bundle_with_a_link_to_a_folder_cannot_be_validated(unpacked: Path) -> None:
    (unpacked / "circle").symlink_to(".")

    with pytest.raises(Unreadable, match=r"circle cannot be read: it is a folder"):
        report_on("unpacked", PUBLIC)


def test_a_folder_with_too_many_files_cannot_be_validated(folder: Path) -> None:
    for number in range(101):
        (folder / f"{number}").touch()

    with pytest.raises(Unreadable, match="more than 100 files"):
        report_on(".", Context())


def test_a_folder_with_too_many_bytes_cannot_be_validated(unpacked: Path) -> None:
    for name in ("large.pdf", "larger.pdf"):
        with (unpacked / name).open("wb") as file:
            file.truncate(MAX_BYTES // 2 + 1)

    with pytest.raises(Unreadable, match="more than 68,157,440 bytes"):
        report_on("unpacked", Context())
