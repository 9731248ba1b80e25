"""Processes on terminals end."""

import signal

from tests.kits.terminals import on_a_terminal


def test_a_process_that_waits_for_input_is_killed_at_the_limit() -> None:
    assert on_a_terminal(["cat"], {"PATH": "/usr/bin:/bin"}, limit=0.1) == (-signal.SIGKILL, "")
