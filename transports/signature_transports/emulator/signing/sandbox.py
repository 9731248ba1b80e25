"""A process of its own for opening documents, so that a harmful document cannot harm this process."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from signature_model.masking import excerpt
from signature_transports.emulator.signing import merging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_transports.emulator.signing.merging import Enclosure

_log = logging.getLogger(__name__)

TIMEOUT: Final = 60
"""Seconds. The process may use three seconds of processor time, but the machine may be busy."""

_PROGRAM: Final = "import runpy, sys; runpy.run_path(sys.argv[1])['main']()"


def maybe_merged(first: bytes, documents: Sequence[Enclosure]) -> bytes | None:
    """Return what ``merging.merge`` returns, or None if it fails, which is logged. Raises OSError."""
    try:
        ended = subprocess.run(  # noqa: S603 - this interpreter, and a file of ours
            [sys.executable, "-P", "-c", _PROGRAM, merging.__file__],
            input=merging.write_input(first, documents),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=False,
            timeout=TIMEOUT,
            start_new_session=True,  # Ctrl-C is not for this process
        )
    except subprocess.TimeoutExpired:
        _log.warning("the documents could not be merged within %d s", TIMEOUT)
        return None
    if ended.returncode == 0:
        return ended.stdout
    last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    _log.warning("the documents could not be merged: status %d: %s", ended.returncode, excerpt(last))
    return None
