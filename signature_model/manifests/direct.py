"""The signers in manifests of the direct flow: directly below the root, some with the sender's own identifier.

``reading`` and ``writing`` read and write the parts that both flows have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from signature_model.manifests.elements import UNKNOWN_NUMBER, all_of, parts_of
from signature_model.xml.building import add, child
from signature_model.xml.trees import maybe_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

    from signature_model.manifests.elements import ValueReader


def read_signers(manifest: etree._Element, values: ValueReader) -> list[DirectSigner]:
    """Return the signers of a manifest.

    If a faulty manifest gives a signer a number and an identifier, the number is used.
    """
    return [_signer(each, values) for each in all_of(manifest, "signer")]


def _signer(element: etree._Element, values: ValueReader) -> DirectSigner:
    parts = parts_of(element)
    number = maybe_text(parts.get("personal-identification-number"))
    identifier = maybe_text(parts.get("signer-identifier")) if number is None else None
    return DirectSigner(
        personal_identification_number=UNKNOWN_NUMBER if number is None and identifier is None else number,
        signer_identifier=identifier,
        signature_type=values.choice(SignatureType, parts.get("signature-type")),
        on_behalf_of=values.choice(OnBehalfOf, parts.get("on-behalf-of")),
    )


def write_signers(manifest: etree._Element, signers: Iterable[DirectSigner]) -> None:
    """Append the signers to a manifest. Raises UnwritableText."""
    for signer in signers:
        element = child(manifest, "signer")
        add(element, "personal-identification-number", signer.personal_identification_number)
        add(element, "signer-identifier", signer.signer_identifier)
        add(element, "signature-type", signer.signature_type)
        add(element, "on-behalf-of", signer.on_behalf_of)
