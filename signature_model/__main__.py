"""``validate-bundle`` as a process of its own, which ``python -m signature_model`` is, too."""

import gc
from typing import NoReturn

from signature_model.cli import main


def run() -> NoReturn:
    """Run the command, and leave with its exit status."""
    gc.freeze()  # what is loaded stays to the end: to look for garbage in it would take a sixth of a short run
    main()


if __name__ == "__main__":
    run()
