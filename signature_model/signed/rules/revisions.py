"""PSR809, PSR810, PSR844: what was added to a sealed PDF, and who sealed it. Facts: the file; its evaluated seals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Graded, Problem, rule
from signature_model.signed.evaluation.packagers import POSTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import PdfSeals
    from signature_model.signed.facts import SignedFile


_NAMES: Final = ("posten norge as", "posten bring as")


@rule("PSR809", Severity.ERROR, source="ISO 32000-2, 12.8.2, 12.8.4", hint="download the file again")
def changed_after_sealing(file: SignedFile, _: Context) -> Iterator[Problem]:
    """After the seal, only a document security store and document time-stamps may follow.

    PDF documents can be changed without touching what was signed, by adding revisions. Programs show the last revision.
    A filled-in form or an annotation is reported, too, even if the seal permits it: it may change what is shown.
    """
    for each in () if file.pdf is None else file.pdf.changes:
        yield "", each


@rule("PSR810", Severity.ERROR, source="ETSI EN 319 142-1", hint="download the file again")
def partly_covered(file: SignedFile, _: Context) -> Iterator[Problem]:
    """Each signature must cover its whole revision of the file, and nothing may follow the last one.

    The byte range must begin at the beginning of the file, and leave out only the signature itself.
    """
    for each in () if file.pdf is None else file.pdf.uncovered:
        yield "", each


@rule("PSR844", Severity.ERROR, source="security", hint="check where the file comes from")
def sealed_by_a_stranger(seals: PdfSeals, _: Context) -> Iterator[Problem]:
    """The PDF must have the seal of Posten, whose organisation number is 984661185.

    If the certificate of the seal names Posten without an organisation number, that is a warning, and the verdict is
    undecided: many organisations may have such a name.

    The signers do not sign the PDF themselves: their evidence is attached to it, and the service seals both.
    """
    if POSTEN in {each.who.sealing_number for each in seals.seals}:
        return
    unnumbered = [each.who for each in seals.seals if each.who.sealing_number is None and not each.who.is_person]
    named = [each.organization for each in unnumbered if (each.organization or "").casefold() in _NAMES]
    if named:
        message = (
            f"the certificate of the seal names {quoted(named[0] or '')}, but not the organisation number {POSTEN}"
        )
        yield "", Graded(message, Severity.WARNING)
    else:
        names = [quoted(each.who.organization or each.who.name or "an unnamed signer") for each in seals.seals]
        yield "", f"sealed by {', '.join(dict.fromkeys(names)) or 'no signer'}, not by organisation {POSTEN}"
