"""A process that is forked while other threads validate can validate too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from signature_model.xml.sharing import Shared
from tests.kits.bundles import changed

PROGRAM = """
import os, signal, sys, threading, warnings
from signature_model import validate_bundle
warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads
bundle = open(sys.argv[1], "rb").read()
validate_bundle(bundle)
def validate():
    while True:
        validate_bundle(bundle)
for _ in range(3):
    threading.Thread(target=validate, daemon=True).start()
for _ in range(10):
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            os._exit(1)
    else:
        signal.alarm(10)
        validate_bundle(bundle)
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
    bundle = tmp_path / "bundle.asice"
    bundle.write_bytes(changed())
    ended = subprocess.run([sys.executable, "-c", PROGRAM, bundle], check=False, timeout=100)
    assert ended.returncode == 0
