"""Signed documents are saved completely or not at all."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.signature_transports.cli.conftest import Outcome, Signering
from tests.signature_transports.cli.service import DROPPED, PADES, XADES, Answer, Service

Record = Callable[..., Path]


@pytest.fixture
def download(signering: Signering, calling: list[str], record: Record) -> Callable[..., Outcome]:
    """Download from a record, into the current folder by default."""

    def run(*arguments: str | Path, signed: int = 1) -> Outcome:
        path = record(signed=signed)
        try:
            return signering("download", path, *calling, *arguments)
        finally:
            path.unlink()

    return run


def files_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name.startswith((".", "job-"))}


@pytest.mark.parametrize(
    ("arguments", "signed", "names"),
    [
        pytest.param(["--pades"], 1, ["job-7.pades.pdf"], id="the document"),
        pytest.param(["--xades"], 1, ["job-7.signer-1.xades.xml"], id="the signature"),
        pytest.param(["--xades"], 2, ["job-7.signer-1.xades.xml", "job-7.signer-2.xades.xml"], id="both signatures"),
        pytest.param(["--all"], 1, ["job-7.pades.pdf", "job-7.signer-1.xades.xml"], id="everything"),
        pytest.param(["--pades", "--xades"], 1, ["job-7.pades.pdf", "job-7.signer-1.xades.xml"], id="each"),
    ],
)
def test_the_requested_documents_are_saved(
    download: Callable[..., Outcome], folder: Path, arguments: list[str], signed: int, names: list[str]
) -> None:
    result = download(*arguments, signed=signed)

    assert (result.status, result.err) == (0, "")
    assert files_in(folder) == {name: XADES if name.endswith(".xml") else PADES for name in names}
    assert result.out == "".join(f"{name}: {len(files_in(folder)[name])} bytes\n" for name in names)


def test_another_folder_may_be_given(download: Callable[..., Outcome], folder: Path) -> None:
    (folder / "archive").mkdir()
    result = download("--pades", "--into", "archive", "--json")

    assert json.loads(result.out) == {"file": "archive/job-7.pades.pdf", "bytes": len(PADES)}
    assert files_in(folder / "archive") == {"job-7.pades.pdf": PADES}


def test_what_to_download_must_be_given(download: Callable[..., Outcome]) -> None:
    result = download()

    assert result.status == 2
    assert "what to download? Give --pades, --xades or --all." in result.err


def test_without_signatures_there_is_nothing_to_download(download: Callable[..., Outcome], service: Service) -> None:
    result = download("--all", signed=0)

    assert result.status == 1
    assert result.err.startswith("Error: job 7: nothing to download: no signer has signed\n")
    assert service.calls("pades") == 0


def test_a_file_is_overwritten_only_with_force(
    download: Callable[..., Outcome], service: Service, folder: Path
) -> None:
    (folder / "job-7.signer-1.xades.xml").write_text("precious")
    result = download("--all")

    assert (result.status, result.out) == (3, "")
    assert result.err == "Error: job-7.signer-1.xades.xml already exists\n    use --force to overwrite it\n"
    assert service.calls("pades") == 0
    assert download("--all", "--force").status == 0
    assert files_in(folder) == {"job-7.pades.pdf": PADES, "job-7.signer-1.xades.xml": XADES}


def test_a_file_that_appears_during_the_download_is_not_overwritten(
    download: Callable[..., Outcome], service: Service, folder: Path
) -> None:
    service.meanwhile["pades"] = lambda: (folder / "job-7.pades.pdf").write_text("precious")
    result = download("--pades")

    assert (result.status, result.out) == (3, "")
    assert result.err == "Error: job-7.pades.pdf was created by another program\n"
    assert files_in(folder) == {"job-7.pades.pdf": b"precious"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        pytest.param(DROPPED, 3, id="no answer"),
        pytest.param(Answer(status=404), 1, id="gone"),
        pytest.param(Answer(status=503), 3, id="unavailable"),
    ],
)
def test_an_incomplete_download_leaves_no_file(
    download: Callable[..., Outcome], service: Service, folder: Path, answer: Answer, status: int
) -> None:
    service.instead["pades"].append(answer)

    assert download("--pades").status == status
    assert files_in(folder) == {}


def test_completed_files_remain_if_the_next_download_fails(
    download: Callable[..., Outcome], service: Service, folder: Path
) -> None:
    service.instead["xades"].append(DROPPED)
    result = download("--all")

    assert (result.status, result.out) == (3, f"job-7.pades.pdf: {len(PADES)} bytes\n")
    assert files_in(folder) == {"job-7.pades.pdf": PADES}


def test_a_missing_folder_is_created(download: Callable[..., Outcome], folder: Path) -> None:
    result = download("--pades", "--into", "archive/2030")

    assert (result.status, result.err) == (0, "")
    assert files_in(folder / "archive" / "2030") == {"job-7.pades.pdf": PADES}


def test_a_file_is_not_a_folder(download: Callable[..., Outcome]) -> None:
    result = download("--pades", "--into", "change.json")

    assert result.status == 3
    assert result.err == "Error: change.json: File exists\n"


@pytest.mark.parametrize(
    ("arguments", "size", "shown"),
    [
        pytest.param([], 1_000_000, True, id="a long transfer"),
        pytest.param([], 1000, False, id="a short one"),
        pytest.param(["-q"], 1_000_000, False, id="quietly"),
        pytest.param(["--json"], 1_000_000, False, id="for programs"),
    ],
)
def test_the_progress_of_a_long_download_is_shown_on_a_terminal(  # noqa: PLR0913, PLR0917 - fixtures and columns
    download: Callable[..., Outcome],
    service: Service,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    size: int,
    shown: bool,  # noqa: FBT001 - a column
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    service.pades = b"%PDF-1.7 " + b"x" * size

    assert download("--pades", *arguments).status == 0
    assert (" KiB" in terminal.getvalue()) is shown
    assert not terminal.getvalue().rpartition("\r")[0].rpartition("\r")[2].strip()
    assert files_in(folder) == {"job-7.pades.pdf": service.pades}


def test_a_lost_download_on_a_terminal_is_repeated(
    download: Callable[..., Outcome], service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    service.pades = b"%PDF-1.7 " + b"x" * 1_000_000
    service.instead["pades"].append(DROPPED)

    assert download("--pades", "--retries", "1").status == 0
    assert service.calls("pades") == 2
    assert files_in(folder) == {"job-7.pades.pdf": service.pades}
