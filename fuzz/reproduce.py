"""Checks inputs of a target again, without a fuzzer: ``python -m fuzz.reproduce NAME FILE...``.

Prints the cost or the error of each input; the exit status is 1 if one fails. A folder stands for all its files.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.limits import require_affordable
from fuzz.targets import NAMES, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fuzz.targets import Target


def main(arguments: Sequence[str]) -> int:
    """Check the files in the arguments, and return the exit status."""
    if len(arguments) < 2 or arguments[0] not in NAMES:  # noqa: PLR2004 - a target and a file
        print(f"{__doc__}\nNAME is one of: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    target = target_of(arguments[0])
    for seed in target.seeds():  # the cost of loading modules does not count
        target.check(seed)
    verdicts = [_is_sound(target, each) for each in _files(arguments[1:])]
    return 0 if all(verdicts) else 1


def _files(names: Sequence[str]) -> Iterator[Path]:
    for path in map(Path, names):
        yield from sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]


def _is_sound(target: Target, path: Path) -> bool:
    try:
        cost = require_affordable(target.check, path.read_bytes())
    except Exception:  # noqa: BLE001 - any exception is a finding
        print(f"{path}: fails\n{traceback.format_exc()}")
        return False
    print(f"{path}: {cost}")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
