"""The packagers whose statements about signers count: the service, its supplier, and those that the caller names.

If a signer was only authenticated, nothing but the packager's seal says who signed. Any organisation can make such a
seal, so it must be one that packs evidence for the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.masking import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.signed.found_signers import FoundSigner

POSTEN: Final = "984661185"
"""The organisation number of the service, which seals the documents."""
SIGNICAT: Final = "989584022"
"""The organisation number of its supplier, which packs the evidence of the signers."""


def unknown_packagers(signers: Iterable[FoundSigner], named: Iterable[str]) -> Iterator[str]:
    """Yield a message for each signer whom only an unknown packager names; ``named`` are numbers of known ones."""
    known = {POSTEN, SIGNICAT, *named}
    for each in signers:
        who = None if each.packager is None else each.packager.who
        if who is not None and who.sealing_number is not None and who.sealing_number not in known:
            name = quoted(who.organization or who.name or "an organisation")
            yield f"only {name} ({who.sealing_number}) states who signed, which is not a known packager"
