"""The arguments and options of ``validate-signed``: their help, their values, and how a shell completes them."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model import __version__
from signature_model.cli.codes import Codes
from signature_model.cli.options import (
    completed_files,
    configuration_option,
    explanation_options,
    moment,
    selection_options,
)
from signature_model.console.report_files import not_pdf
from signature_model.jobs.context import Environment
from signature_model.reports.tools import VALIDATE_BUNDLE, VALIDATE_SIGNED
from signature_model.xml.lexical import maybe_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_CODES: Final = Codes(VALIDATE_SIGNED.catalogue, VALIDATE_BUNDLE.catalogue)


def with_options(function: Callable[..., int]) -> Callable[..., int]:
    """Decorate a function with all arguments and options."""
    return reduce(lambda decorated, each: each(decorated), reversed(_ALL), function)


def day(_ctx: click.Context, _param: click.Parameter, text: str | None) -> datetime | None:
    """Return the beginning of a day in UTC; click calls this."""
    if text is None:
        return None
    value = maybe_time(f"{text}T00:00:00Z")
    if value is None:
        message = f"{text!r} is not a date like 2036-11-20"
        raise click.BadParameter(message)
    return value


def _file(*, exists: bool = True, dir_okay: bool = False) -> click.Path:
    return click.Path(exists=exists, dir_okay=dir_okay, path_type=Path)


_IN_FILES: Final = (
    *("environment", "now", "keep-until", "trust", "select", "ignore", "fail-on", "format"),
    *("quiet", "verbose"),
)
"""The options that a configuration file can set. All others are for a single run or overwrite files."""
_ONLY_IN_NAMED_FILES: Final = ("now", "trust", "select", "ignore", "fail-on")
"""Options with which a configuration file beside a signed document could make the document valid."""

_ALL: Final[tuple[Callable[[Any], Any], ...]] = (
    click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=completed_files),
    click.option(
        "--job",
        type=_file(),
        help="What was sent: the document bundle, or its manifest.xml with the documents beside it.",
    ),
    click.option(
        "--document",
        "documents",
        type=_file(),
        multiple=True,
        help="One of the documents that you sent, if you have no bundle; repeatable.",
    ),
    click.option(
        "--signer",
        "signers",
        metavar="NUMBER",
        multiple=True,
        help=(
            "The national id number of a signer you addressed, or @FILE with one number on each line, if you have no "
            "bundle; repeatable."
        ),
    ),
    click.option(
        "--status",
        type=_file(),
        help="The status change: a file from signering poll or status, or the response of the service. It says who has"
        " signed.",
    ),
    click.option(
        "--signature-trust",
        "--trust",
        "trust",
        type=_file(dir_okay=True),
        multiple=True,
        metavar="FILE_OR_FOLDER",
        help="Trust anchors for people, seals and time-stamps: a PEM or DER file, or a folder of them; repeatable."
        " Without it, no document is valid.",
    ),
    click.option(
        "--packager",
        "packagers",
        metavar="NUMBER",
        multiple=True,
        help=(
            "The organisation number of another packager that you trust: its statements about signers then count like "
            "those of the service; repeatable."
        ),
    ),
    click.option(
        "--revocation",
        type=_file(),
        multiple=True,
        help="An OCSP response or a CRL that is not in the signed documents; repeatable.",
    ),
    click.option(
        "--trusted-list",
        type=_file(),
        help="A national trusted list of qualified issuers (XML, ETSI TS 119 612). Its signature is not verified.",
    ),
    click.option(
        "--earlier",
        type=_file(),
        metavar="REPORT.json",
        help=(
            "An earlier JSON report on files with the same names. Evidence that has disappeared since then is reported."
        ),
    ),
    click.option(
        "--environment",
        type=click.Choice([each.value for each in Environment]),
        help="Environment of the service; people and issuers must belong to it.",
    ),
    click.option(
        "--now",
        metavar="DATETIME",
        callback=moment,
        help="Validate for this time, like 2030-01-31T12:00:00+01:00. [default: now]",
    ),
    click.option(
        "--keep-until",
        metavar="DATE",
        callback=day,
        help="Warn if a signature cannot be verified until this day, like 2036-11-20.",
    ),
    *selection_options(_CODES),
    click.option(
        "--output",
        type=_file(exists=False),
        callback=not_pdf,
        help="Write the report to this file, in the chosen --format.",
    ),
    click.option(
        "--report",
        type=_file(exists=False),
        callback=not_pdf,
        metavar="FILE.html",
        help="Also write a page that explains the verdict to a case worker. --format html lists the findings instead.",
    ),
    *explanation_options(_CODES),
    click.option("-q", "--quiet", is_flag=True, help="Show findings only, without hints, signatures and summary."),
    click.option("-v", "--verbose", is_flag=True, help="Also show valid inputs, and what was not validated and why."),
    configuration_option(VALIDATE_SIGNED.name, _IN_FILES, _ONLY_IN_NAMED_FILES),
    click.version_option(__version__, prog_name=VALIDATE_SIGNED.name, allow_from_autoenv=False),
)
