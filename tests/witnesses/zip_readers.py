"""Readers of ZIP archives that other people wrote, and what each sees in an archive."""

import ctypes
import ctypes.util
import hashlib
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from tests.witnesses.servers import PROGRAMS, Server, java

_PATIENCE: Final = 60
_READ_ONLY: Final = 16
"""``ZIP_RDONLY`` of libzip."""
_LARGEST: Final = 1 << 16
"""Bytes of a file in a made archive, at most."""
_ENVIRONMENT: Final = os.environ | {"LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class View:
    """What a reader sees: the digest of each file by its name, or why it refuses the archive."""

    files: Mapping[str, str] | None
    refusal: str = ""


class ZipReaders:
    """All readers that are installed. ``missing`` names the others and what would install them."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.missing: list[str] = []
        self._folder = Path(self._stack.enter_context(TemporaryDirectory()))
        self._commands: dict[str, Callable[[Path, Path], View]] = {}
        self._servers: dict[tuple[str, ...], Server] = {}
        self._find()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.stop()
        self._stack.close()

    def views(self, content: bytes) -> dict[str, View]:
        """What each reader sees in an archive."""
        path = self._folder / "archive.zip"
        path.write_bytes(content)
        views = {"Python": _by_python(content)}
        for names, server in self._servers.items():
            views |= dict(zip(names, map(_view, server.ask(path)), strict=True))
        for name, command in self._commands.items():
            with TemporaryDirectory(dir=self._folder) as target:
                views[name] = command(path, Path(target))
        return views

    def _find(self) -> None:
        if self._has("java", "a JDK 17") and (server := java("Zips", lines=2)):
            self._servers["Java ZipFile", "Java ZipInputStream"] = server
        if self._has("go", "Go"):
            binary = self._folder / "zips"
            go = shutil.which("go") or "go"
            subprocess.run((go, "build", "-o", binary, PROGRAMS / "zips.go"), check=True)
            self._servers["Go",] = Server(os.fspath(binary))
        if self._has("bsdtar", "apt-get install libarchive-tools"):
            self._commands["bsdtar"] = lambda path, to: _extracted(("bsdtar", "-xf", path, "-C", to), to)
            self._commands["bsdtar, streaming"] = lambda path, to: _extracted(("bsdtar", "-x", "-C", to), to, path)
        if self._has("7z", "apt-get install p7zip-full"):
            self._commands["7z"] = lambda path, to: _extracted(("7z", "x", "-y", "-bd", "-tzip", f"-o{to}", path), to)
        if self._has("unzip", "apt-get install unzip"):
            self._commands["unzip"] = lambda path, to: _extracted(("unzip", "-q", "-o", path, "-d", to), to)
        if (library := ctypes.util.find_library("zip")) is None:
            self.missing.append("libzip (apt-get install libzip4)")
        else:
            self._commands["libzip"] = lambda path, _: _by_libzip(_libzip(library), path)

    def _has(self, program: str, remedy: str) -> bool:
        found = shutil.which(program) is not None
        if not found:
            self.missing.append(f"{program} ({remedy})")
        return found


@cache
def _libzip(name: str) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    library.zip_open.restype = library.zip_fopen_index.restype = ctypes.c_void_p
    library.zip_get_name.restype = ctypes.c_char_p
    library.zip_get_num_entries.restype = library.zip_fread.restype = ctypes.c_int64
    return library


def _by_libzip(library: ctypes.CDLL, path: Path) -> View:
    failed = ctypes.c_int()
    opened = ctypes.c_void_p(library.zip_open(os.fsencode(path), _READ_ONLY, ctypes.byref(failed)))
    if opened.value is None:
        return View(None, f"error {failed.value}")
    files, buffer = {}, ctypes.create_string_buffer(_LARGEST)
    try:
        for number in range(library.zip_get_num_entries(opened, 0)):
            index = ctypes.c_uint64(number)
            name = library.zip_get_name(opened, index, 0).decode(errors="backslashreplace")
            file = ctypes.c_void_p(library.zip_fopen_index(opened, index, 0))
            size = library.zip_fread(file, buffer, ctypes.c_uint64(_LARGEST)) if file.value else -1
            if file.value:
                library.zip_fclose(file)
            if size < 0:
                return View(None, "cannot read an entry")
            if not name.endswith("/"):
                files[name] = _digest(buffer.raw[:size])
    finally:
        library.zip_discard(opened)
    return View(files)


def _by_python(content: bytes) -> View:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            return View({each.filename: _digest(archive.read(each)) for each in files})
    except Exception as error:  # noqa: BLE001 - whatever it raises is a refusal
        return View(None, f"{type(error).__name__}: {error}")


def _view(answer: str) -> View:
    kind, *rest = answer.split("\t")
    if kind != "ok":
        return View(None, rest[0] if rest else "no answer")
    pairs = (each.partition("=") for each in rest)
    return View({bytes.fromhex(name).decode(errors="backslashreplace"): digest for name, _, digest in pairs})


def _extracted(command: tuple[str | Path, ...], target: Path, standard_input: Path | None = None) -> View:
    """What a command extracts. A member that it skips with a warning counts as lost, not as a refusal."""
    content = b"" if standard_input is None else standard_input.read_bytes()
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_PATIENCE, check=False, env=_ENVIRONMENT
        )
    except subprocess.TimeoutExpired:
        return View(None, "takes too long")
    if done.returncode > (command[0] == "unzip"):  # its status 1 is a warning
        return View(None, done.stderr.decode(errors="replace").strip().splitlines()[-1:][0] if done.stderr else "fails")
    return View(
        {os.fspath(each.relative_to(target)): _of_file(each) for each in target.rglob("*") if not _is_dir(each)}
    )


def _is_dir(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _of_file(path: Path) -> str:
    return _digest(path.read_bytes()) if path.is_file() and not path.is_symlink() else "not a regular file"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
