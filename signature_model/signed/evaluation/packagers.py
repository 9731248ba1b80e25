"""The packagers whose statements about signers count: the service, its supplier, and those that the caller names.

If a signer was only authenticated, only the packager's seal says who signed. Any organisation can make such a seal, so
the organisation must be known to pack evidence for the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.masking import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.signed.evaluation.signers import FoundSigner

POSTEN: Final = "984661185"
"""The organisation number of the service, which seals the documents."""
SIGNICAT: Final = "989584022"
"""The organisation number of its supplier, which packs the evidence of the signers."""


def unknown_packagers(signers: Iterable[FoundSigner], named: Iterable[str]) -> Iterator[str]:
    """Yield a message for each signer whom only an unknown packager names.

    ``named`` are packagers that the caller trusts.

    A certificate that names neither a person nor an organisation counts as a certificate of an unknown packager.
    """
    known = {POSTEN, SIGNICAT, *named}
    for each in signers:
        packager = each.packager
        if packager is None or packager.read.certificate is None or packager.who.sealing_number in known:
            continue
        who, number = packager.who, packager.who.sealing_number
        name = quoted(who.organization or who.name or "a certificate without a name")
        if number is not None:
            advice = f"name it as a packager (`--packager {number}`, `Context.packagers`)"
            yield f"only {name} ({number}) states who signed, and it is not a known packager; if you trust it, {advice}"
        elif who.is_organization:
            yield f"only {name} states who signed, and its certificate has no organisation number"
        else:
            yield f"only {name} states who signed, and its certificate names neither a person nor an organisation"
