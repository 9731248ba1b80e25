"""A process that is forked while other threads validate can validate too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from signature_model.xml.sharing import Shared
from tests.kits.bundles import changed, with_manifest

PROGRAM = """
import os, signal, sys, threading, warnings
from signature_model import validate_bundle
warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads
bundles = [open(each, "rb").read() for each in sys.argv[1:]]
def validate():
    for each in bundles:
        validate_bundle(each)
def validate_forever():
    while True:
        validate()
validate()
for _ in range(3):
    threading.Thread(target=validate_forever, daemon=True).start()
for _ in range(10):
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            os._exit(1)
    else:
        signal.alarm(20)
        validate()
        os._exit(0)
os._exit(0)
"""


def test_a_shared_object_is_made_once_in_each_process() -> None:
    shared: Shared[list[int]] = Shared(list)
    made = shared.get()
    assert shared.get() is made
    shared._forget()  # noqa: SLF001 - as after a fork
    assert shared.get() is not made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_while_threads_validate_does_not_hang(tmp_path: Path) -> None:
    bundles = {"valid.asice": changed(), "explained.asice": with_manifest("<signers>", "<unknown/><signers>")}
    for name, content in bundles.items():
        (tmp_path / name).write_bytes(content)
    ended = subprocess.run([sys.executable, "-c", PROGRAM, *bundles], cwd=tmp_path, check=False, timeout=240)
    assert ended.returncode == 0
