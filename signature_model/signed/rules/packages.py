"""PSR818 and PSR819: whether the seal of an evidence package covers its files. Facts: the sealed files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.comparison import SealedFiles


@rule("PSR818", Severity.ERROR, source="ASiC", hint="find the complete package; this one was changed")
def package_incomplete(files: SealedFiles, _: Context) -> Iterator[Problem]:
    """An evidence package must contain every file that its seal covers.

    A file that is missing, or that has another name, was removed or renamed after the package was sealed.
    """
    for each in files.missing:
        yield "", f"{quoted(each)} was sealed, but is not in the package"


@rule("PSR819", Severity.ERROR, source="ASiC", hint="remove the file, or seal a new package with it")
def package_file_not_sealed(files: SealedFiles, _: Context) -> Iterator[Problem]:
    """The seal of an evidence package must cover every file in it.

    A file that is not covered may have been added by anyone at any time, so it proves nothing.
    """
    for each in files.unsealed:
        yield Place(member=each), f"{quoted(each)} is not covered by the seal"
