"""A process that forks while another thread imports what validation needs."""

import os
import subprocess
import sys

import pytest

from tests.kits.jobs import a_bundle

_PROGRAM = """
import os, signal, sys, threading
from signature_model import validate_bundle

content = sys.stdin.buffer.read()
if len(sys.argv) > 1:
    threading.Thread(target=validate_bundle, args=(content,), daemon=True).start()
child = os.fork()
if child == 0:
    signal.alarm(20)
    os._exit(len(validate_bundle(content).findings))
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("arguments", [(), ("thread",)])
def test_the_child_validates(arguments: tuple[str, ...]) -> None:
    command = (sys.executable, "-W", "ignore", "-c", _PROGRAM, *arguments)
    ended = subprocess.run(command, input=a_bundle(), check=False, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (1, b"")
