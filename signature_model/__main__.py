"""Run ``validate-bundle`` as a process of its own, as ``python -m signature_model`` does."""

import gc
from typing import Final, NoReturn

from signature_model.cli import main

_NEW_OBJECTS: Final = 100_000
"""How many new objects start a garbage collection: loading the modules creates many, and none of them is garbage."""


def run() -> NoReturn:
    """Run the command, and exit with its status."""
    gc.set_threshold(_NEW_OBJECTS)
    main()


if __name__ == "__main__":
    run()
