"""PSR501 and PSR502: the signature file as XML. Subject: the examined file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.rules.registry import Line, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.seals.inspection import InspectedSeal


@rule("PSR501", Severity.ERROR, source="package", hint="seal the bundle anew, with values that the schemas allow")
def signatures_malformed(seal: InspectedSeal, _: Context) -> Iterator[Problem]:
    """`META-INF/signatures.xml` must be valid by the schemas of ASiC, XML Signature and XAdES.

    It must be well-formed, in UTF-8, without a document type declaration, and what it gives for certificates must be
    certificates.
    """
    if seal.refusal is not None:
        yield "" if seal.refusal.line is None else Line(seal.refusal.line), seal.refusal.message
    for fault in seal.faults:
        yield fault.where, fault.message


@rule("PSR502", Severity.ERROR, source="package 8.3.1", hint="seal the bundle once, with one certificate")
def signature_count(seal: InspectedSeal, _: Context) -> Iterator[Problem]:
    """There must be exactly one signature: the sender's seal.

    The people who are to sign do so in the service; their signatures do not belong in the bundle.
    """
    if seal.root is not None and len(seal.signatures) != 1:
        yield "", f"{len(seal.signatures) or 'no'} signatures, where one must be"
