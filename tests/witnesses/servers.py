"""Programs that run for the whole comparison: each reads paths from standard input and prints its lines of result."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from select import select
from typing import Final

PROGRAMS: Final = Path(__file__).parent / "programs"
JARS: Final = Path(__file__).parents[2] / "build" / "witnesses" / "jars"
"""The libraries that ``make witnesses`` installs by Maven."""

_PATIENCE: Final = 60
"""Seconds for one file. Then the program is stopped, and started again for the next file."""
_STARTING: Final = 600
"""Seconds for the first file: Java compiles the program before it reads a path."""
_JAVA: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8")
"""Several programs share the processors, so that compiling less takes half the time."""


class Server:
    """A program that prints ``lines`` lines for each path."""

    def __init__(self, *command: str, lines: int = 1) -> None:
        self._command, self._lines, self._is_new = command, lines, True
        self._process = self._started()

    def ask(self, path: Path) -> list[str]:
        """Return the lines about a file; empty ones if the program has ended or takes too long."""
        if self._process.poll() is not None:
            self._process, self._is_new = self._started(), True
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        patience, self._is_new = _STARTING if self._is_new else _PATIENCE, False
        if not select([self._process.stdout], [], [], patience)[0]:
            self.stop()
            return [""] * self._lines
        return [self._process.stdout.readline().rstrip("\n") for _ in range(self._lines)]

    def stop(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.communicate()

    def _started(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )


def java(program: str, *arguments: str, lines: int = 1, options: tuple[str, ...] = ()) -> Server | None:
    """Start a Java program of ours; None without a JDK."""
    if shutil.which("java") is None:
        return None
    source = os.fspath(PROGRAMS / f"{program}.java")
    return Server("java", *_JAVA, *options, "-cp", f"{JARS}/*", source, *arguments, lines=lines)


def has_jar(name: str) -> bool:
    """Whether Maven installed a library whose file name starts so."""
    return any(JARS.glob(f"{name}*.jar"))


def official_schemas(folder: Path) -> Path | None:
    """Return a folder with the service's schemas: ``WITNESS_SCHEMAS``, or unpacked from the official library."""
    if given := os.environ.get("WITNESS_SCHEMAS"):
        return Path(given)
    for jar in JARS.glob("signature-api-specification*.jar"):
        with zipfile.ZipFile(jar) as archive:
            archive.extractall(folder, [each for each in archive.namelist() if each.endswith(".xsd")])
        return folder
    return None
