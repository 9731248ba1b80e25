"""PSR818, PSR819, PSR848, PSR849: the seal of an evidence package: the files that it covers, and its owner.

Facts: sealed files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import SealedFiles


@rule("PSR818", Severity.ERROR, source="ASiC", hint="find the complete package; this one was changed")
def package_incomplete(files: SealedFiles, _: Context) -> Iterator[Problem]:
    """An evidence package must contain every file that its seal covers.

    A file that is missing, or that has another name, was removed or renamed after the package was sealed.
    """
    for each in files.missing:
        yield "", f"{quoted(each)} was sealed, but is not in the package"


@rule("PSR819", Severity.ERROR, source="ASiC", hint="remove the file, or seal a new package with it")
def package_file_not_sealed(files: SealedFiles, _: Context) -> Iterator[Problem]:
    """The seal of an evidence package must cover every file in it, and so must each further seal.

    A file that is not covered may have been added by anyone at any time, so it proves nothing.
    """
    seals = "the seal" if len(files.seals) == 1 else "every seal"
    for each in files.unsealed:
        yield Place(member=each), f"{quoted(each)} is not covered by {seals}"


@rule("PSR848", Severity.ERROR, source="security", hint="ask the sender for the package with the sender's own seal")
def package_sealed_by_a_person(files: SealedFiles, _: Context) -> Iterator[Problem]:
    """An organisation, with its organisation number, must have sealed the evidence package.

    Otherwise, anyone with an electronic identity could put together a package that is valid.
    """
    for each in files.seals:
        if each.read.certificate is not None and each.who.sealing_number is None:
            yield "", f"sealed by {quoted(each.who.name or 'an unnamed signer')}, not by an organisation"


@rule("PSR849", Severity.WARNING, source="security", hint="check that this organisation may act for the sender")
def package_sealed_by_another(files: SealedFiles, _: Context) -> Iterator[Problem]:
    """The sender of the job should have sealed the evidence package.

    A broker may seal packages for a sender. The bundle or the manifest states the sender.
    """
    for each in files.seals:
        number = each.who.sealing_number
        if number is not None and files.sender not in {None, number}:
            name = quoted(each.who.organization or each.who.name or "an organisation")
            yield "", f"sealed by {name} ({number}), but the sender of the job is {quoted(files.sender or '')}"
