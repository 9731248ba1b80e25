"""Run ``validate-bundle`` as a process of its own, as ``python -m signature_model`` does."""

import atexit
import gc
from typing import Final, NoReturn

from signature_model.cli import main

_NEW_OBJECTS: Final = 100_000
"""The number of new objects that starts a garbage collection.

Loading the modules creates many objects, but no garbage.
"""


def run() -> NoReturn:
    """Run the command, and exit with its status."""
    gc.set_threshold(_NEW_OBJECTS)
    atexit.register(gc.freeze)  # at exit, Python would search everything for garbage again
    main()


if __name__ == "__main__":
    run()
