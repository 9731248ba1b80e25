"""Commands as processes that start quickly: each is forked from a process that has loaded their modules.

What runs is the command itself, in a process with its own descriptors, signals and exit status. Only loading the
modules is left out. As a program, this module is the process that has loaded them.
"""

import ctypes
import gc
import inspect
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, AnyStr, Final

from tests.kits.processes import ENVIRONMENT, LIMIT

_MODULES: Final = (
    *(f"signature_model.cli.{name}" for name in ("command", "arguments", "settings", "verdicts", "parallel.running")),
    *("signature_model.seals.verification", "signature_model.pdf.inspection", "signature_model.reports.json"),
    *("signature_transports.cli.command", "signature_transports.connections", "signature_transports.requests"),
    *(f"signature_transports.cli.subcommands.{name}" for name in ("confirm", "download", "emulator", "poll", "send")),
    *("signature_transports.emulator.service", "signature_transports.emulator.web.server"),
)
_STREAMS: Final = ("stdin", "stdout", "stderr")
_SET_CHILD_SUBREAPER: Final = 36
_LONGEST: Final = 1 << 17


class Command(subprocess.Popen[AnyStr]):
    """A process like those of ``subprocess``. It is forked if it is ``python -m MODULE ARGUMENT...`` on Linux."""

    def _execute_child(self, args: Sequence[str], *others: Any) -> None:  # noqa: ANN401 - those of the library
        if sys.platform != "linux" or tuple(args[:2]) != (sys.executable, "-m"):
            super()._execute_child(args, *others)  # type: ignore[misc]  # not in its stubs
            return
        execute = subprocess.Popen._execute_child  # type: ignore[attr-defined]  # noqa: SLF001 - as above
        given = inspect.signature(execute).bind(self, args, *others).arguments
        begun = {
            "module": args[2],
            "arguments": [*args[3:]],
            "folder": str(given["cwd"] or os.getcwd()),  # noqa: PTH109 - no path is needed
            "environment": dict(given["env"] or os.environ),
            "is_session": given["start_new_session"],
        }
        ends = (given["p2cread"], given["c2pwrite"], given["errwrite"])
        starter = _starter()
        socket.send_fds(
            starter,
            [json.dumps(begun).encode()],
            [index if each == -1 else each for index, each in enumerate(ends)],
        )
        self.pid = int(starter.recv(_LONGEST))
        starter.recv(_LONGEST)  # now the process is a child of this one
        self._child_created = True
        pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(given[each] for each in pipes))  # type: ignore[attr-defined]  # not in its stubs


def run_command(
    command: Sequence[str],
    piped: AnyStr | None = None,
    *,
    env: Mapping[str, str] = ENVIRONMENT,
    cwd: Path | None = None,
    text: bool = False,
) -> subprocess.CompletedProcess[Any]:
    """Run a command to its end, and return its status and its output."""
    pipe = subprocess.PIPE
    process: Command[Any] = Command(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env, cwd=cwd, text=text)
    with process:
        out, err = process.communicate(piped, LIMIT)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@cache
def _starter() -> socket.socket:
    """Start the process that has loaded the modules. It ends with this one."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # this process adopts what the other forks
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    os.set_inheritable(theirs.fileno(), True)  # noqa: FBT003 - its signature
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", __name__, str(theirs.fileno())],
        ENVIRONMENT,
        file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
    )
    theirs.close()
    return ours


def _serve(control: socket.socket) -> dict[str, Any] | None:
    """Fork a process for each request. Return the request in it, and None at the end of the requests."""
    while True:
        request, streams, *_ = socket.recv_fds(control, _LONGEST, len(_STREAMS))
        if not request:
            return None
        between = os.fork()
        if between == 0:
            if forked := os.fork():
                control.send(b"%d" % forked)
                os._exit(0)  # the new process loses its parent
            control.close()
            for index, each in enumerate(streams):
                os.dup2(each, index)
                os.close(each)
            begun: dict[str, Any] = json.loads(request)
            return begun
        for each in streams:
            os.close(each)
        os.waitpid(between, 0)
        control.send(b"adopted")


def _begin(begun: dict[str, Any]) -> None:
    """Become the process that was asked for."""
    if begun["is_session"]:
        os.setsid()
        if os.isatty(0):
            import fcntl  # noqa: PLC0415 - not on Windows
            import termios  # noqa: PLC0415 - as above

            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(begun["folder"])
    os.environ.clear()
    os.environ.update(begun["environment"])
    time.tzset()
    sys.argv = [begun["module"], *begun["arguments"]]
    for index, name in enumerate(_STREAMS):
        before = getattr(sys, name)
        is_line = index == 2 or os.isatty(index)
        mode, lines = ("w", 1) if index else ("r", -1)
        stream = open(  # noqa: SIM115 - a descriptor, for as long as the process runs
            index, mode, lines if is_line else -1, encoding=before.encoding, errors=before.errors, closefd=False
        )
        setattr(sys, name, stream)


def main() -> None:
    """Load the modules and serve requests."""
    for each in _MODULES:
        import_module(each)
    gc.collect()
    gc.freeze()
    begun = _serve(socket.socket(fileno=int(sys.argv[1])))
    if begun is not None:
        _begin(begun)
        runpy.run_module(begun["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
