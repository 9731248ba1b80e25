"""Load the modules of a command without garbage collection: they create many objects, but no garbage."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def loading() -> Iterator[None]:
    """Import modules in the body. Their objects are excluded from later garbage collections, too."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
