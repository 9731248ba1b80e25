"""How long work may take that would not end in a reasonable time without its bounds."""

from typing import Final

UNBOUNDED: Final = 60
"""Seconds of processor time. Work within its bounds takes a few on the slowest machine; without, it takes minutes."""
