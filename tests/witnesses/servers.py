"""Programs that run for the whole comparison: each reads paths from standard input and prints its lines of result."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

PROGRAMS: Final = Path(__file__).parent / "programs"
JARS: Final = Path(__file__).parents[2] / "build" / "witnesses" / "jars"
"""The libraries that ``make witnesses`` installs by Maven."""


class Server:
    """A running program that prints ``lines`` lines for each path."""

    def __init__(self, *command: str, lines: int = 1) -> None:
        self._lines = lines
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, path: Path) -> list[str]:
        """Return the lines about a file; empty ones if the program has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        return [self._process.stdout.readline().rstrip("\n") for _ in range(self._lines)]

    def stop(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.communicate()


def java(program: str, *arguments: str, lines: int = 1) -> Server | None:
    """Start a Java program of ours; None without a JDK."""
    if shutil.which("java") is None:
        return None
    return Server("java", "-cp", f"{JARS}/*", os.fspath(PROGRAMS / f"{program}.java"), *arguments, lines=lines)


def has_jar(name: str) -> bool:
    """Whether Maven installed a library whose file name starts so."""
    return any(JARS.glob(f"{name}*.jar"))
