"""Measure every figure and its floor in the same run; ``make bench`` runs this.

A floor is the least that the libraries underneath need for the work. Machines differ and are noisy, so only the ratios
count: subject and floor run in turn, and the shortest time of each is compared. Times are processor time, so that other
processes on the machine disturb them little. Calls of a server and the speed-up by a second worker are elapsed time.
"""

import tempfile
from pathlib import Path

from tests.bench import archives, bundles, sending, serving, signed, starting


def main() -> None:
    """Measure everything and print the table."""
    for part in (bundles, signed, starting, sending, serving, archives):
        with tempfile.TemporaryDirectory() as folder:
            part.show_all(Path(folder))


if __name__ == "__main__":
    main()
