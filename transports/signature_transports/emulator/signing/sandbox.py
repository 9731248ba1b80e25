"""A process of its own for what is done to documents of others: what befalls it is of no consequence to this one."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from signature_model.masking import excerpt
from signature_transports.emulator.signing import binding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_transports.emulator.signing.binding import Enclosed

_log = logging.getLogger(__name__)

PATIENCE: Final = 60
"""Seconds by the clock for a process that may take three of the processor's: the machine may be busy."""

_PROGRAM: Final = "import runpy, sys; runpy.run_path(sys.argv[1])['main']()"


def maybe_bound(first: bytes, documents: Sequence[Enclosed]) -> bytes | None:
    """What ``binding.bound`` makes of them; None where nothing comes of it, which is logged. Raises OSError."""
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and a file of ours
            [sys.executable, "-P", "-c", _PROGRAM, binding.__file__],
            input=binding.write_order(first, documents),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            start_new_session=True,  # what is typed at the terminal is not for it
        )
    except subprocess.TimeoutExpired:
        _log.warning("documents could not be put together within %d s", PATIENCE)
        return None
    if done.returncode == 0:
        return done.stdout
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    _log.warning("documents could not be put together: status %d: %s", done.returncode, excerpt(last))
    return None
