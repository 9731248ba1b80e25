"""A process of its own, with limits on time and memory, for a program that opens documents.

A harmful document can crash or block the program that opens it, but not this process. A program is a file with a
function ``main``, which reads standard input and writes its result to standard output.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Final

_log = logging.getLogger(__name__)

TIMEOUT: Final = 60
"""The maximum duration in seconds. The program may use only a few seconds of processor time, but the machine may be
busy.
"""
MAX_SECONDS: Final = 3
"""The maximum processor time, in seconds."""
MAX_MEMORY: Final = 384 * 1024 * 1024
"""The maximum address space, in bytes."""

_START: Final = """\
import runpy, sys
runpy.run_path(sys.argv[1])["set_limits"](int(sys.argv[3]))
runpy.run_path(sys.argv[2])["main"]()
"""


def maybe_output(program: str, content: bytes, failure: str) -> bytes | None:
    """Return the program's output for a content, or None if it fails; then the log has the ``failure`` and the reason.

    Raises OSError if the process cannot start.
    """
    from signature_model.masking import excerpt  # noqa: PLC0415 - the process itself does not need it

    try:
        ended = subprocess.run(  # noqa: S603 - this interpreter, and files of ours
            [sys.executable, "-P", "-c", _START, __file__, program, str(MAX_SECONDS)],
            input=content,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=False,
            timeout=TIMEOUT,
            start_new_session=True,  # Ctrl-C is not for this process
        )
    except subprocess.TimeoutExpired:
        _log.warning("%s within %d s", failure, TIMEOUT)
        return None
    if ended.returncode == 0:
        return ended.stdout
    last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    _log.warning("%s: status %d: %s", failure, ended.returncode, excerpt(last))
    return None


def set_limits(seconds: int) -> None:
    """Limit the time and the memory of this process if the system can, and write no core dump."""
    try:
        import resource  # noqa: PLC0415 - missing on Windows
    except ImportError:
        return
    for what, limit in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
