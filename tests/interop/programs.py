"""The Java programs in this folder: how to build them with Maven, and how to run them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent / "java"
_TOOLS: Final = ("java", "javac", "mvn")


def missing() -> list[str]:
    """Return what must be installed."""
    return [each for each in _TOOLS if shutil.which(each) is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that is built and runs with this class path."""

    main: str
    class_path: str
    log: Path

    def lines(self, *arguments: str, settings: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield its output, line by line. Raises CalledProcessError if it fails."""
        command = ("java", *settings, "-cp", self.class_path, self.main, *arguments)
        with (
            self.log.open("a", encoding="utf-8") as log,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8") as process,
        ):
            assert process.stdout is not None
            yield from (line.rstrip("\n") for line in process.stdout)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, (self.main, "see", os.fspath(self.log)))


def built(name: str, main: str, folder: Path) -> Program:
    """Build the program with this name in a copy of its sources. Raises CalledProcessError."""
    copy = shutil.copytree(SOURCES / name, folder / name)
    maven = ("mvn", "--quiet", "--batch-mode", "compile", "dependency:build-classpath", "-Dmdep.outputFile=classpath")
    with (folder / f"{name}-maven.log").open("w", encoding="utf-8") as log:
        subprocess.run(maven, cwd=copy, stdout=log, stderr=subprocess.STDOUT, check=True)
    class_path = os.pathsep.join((os.fspath(copy / "target" / "classes"), (copy / "classpath").read_text()))
    return Program(main=main, class_path=class_path, log=folder / f"{name}.log")
