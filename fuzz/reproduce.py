"""Checks inputs of a target again, without a fuzzer: ``python -m fuzz.reproduce NAME FILE...``.

Prints what each costs, or how it fails; exit status 1 if one does. A folder stands for the files in it.
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
    """Check the files that the arguments name; the exit status."""
    if len(arguments) < 2 or arguments[0] not in NAMES:  # noqa: PLR2004 - a target and a file
        print(f"{__doc__}\nNAME is one of: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    target = target_of(arguments[0])
    for seed in target.seeds():  # what is loaded once is no input's cost
        target.check(seed)
    verdicts = [_is_sound(target, each) for each in _files(arguments[1:])]
    return 0 if all(verdicts) else 1


def _files(names: Sequence[str]) -> Iterator[Path]:
    for path in map(Path, names):
        yield from sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]


def _is_sound(target: Target, path: Path) -> bool:
    try:
        cost = require_affordable(target.check, path.read_bytes())
    except Exception:  # noqa: BLE001 - whatever is raised is the finding
        print(f"{path}: fails\n{traceback.format_exc()}")
        return False
    print(f"{path}: {cost}")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
