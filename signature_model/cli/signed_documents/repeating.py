"""The command line that repeats a validation, for reports. National id numbers in it are masked."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Final

from signature_model.masking import masked
from signature_model.reports.tools import VALIDATE_SIGNED

if TYPE_CHECKING:
    from datetime import datetime

_REPEATED: Final = {
    "trust": "--trust",
    "documents": "--document",
    "signers": "--signer",
    "packagers": "--packager",
    "revocation": "--revocation",
}
_SINGLE: Final = ("job", "status", "trusted_list", "earlier", "environment")
_LISTS: Final = ("select", "ignore")


def command_line(options: dict[str, Any], now: datetime) -> tuple[str, ...]:
    """Return the words of the command line, including the time of the validation."""
    words = [VALIDATE_SIGNED.name]
    for name in _SINGLE:
        if options[name] is not None:
            words += [f"--{name.replace('_', '-')}", str(options[name])]
    for name, option in _REPEATED.items():
        words += [word for each in options[name] for word in (option, str(each))]
    for name in _LISTS:
        words += [f"--{name}", ",".join(options[name])] if options[name] else []
    if options["keep_until"] is not None:
        words += ["--keep-until", f"{options['keep_until']:%Y-%m-%d}"]
    words += ["--now", now.isoformat(), *options["paths"]]
    return tuple(shlex.quote(masked(each)) for each in words)
