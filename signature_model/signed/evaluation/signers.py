"""The signers according to the evidence: by their own signatures, or as a packager states."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256

from signature_model.masking import masked_repr
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.identity import Identity, method_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signature_model.signed.evaluation.signatures import EvaluatedSignature
    from signature_model.signed.facts import SignedFile, SignerDescription


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence of a signer: the file, and its signatures, including native signatures.

    ``member`` is its name in a PDF.
    """

    file: SignedFile
    signatures: tuple[EvaluatedSignature, ...]
    member: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FoundSigner:
    """A signer according to the evidence.

    - ``is_advanced``: whether the signature was made with the key of a person.
    - ``times``: all times that the evidence states or proves.
    - ``security_level``: the level of the login; ``unknown_level``: a stated level that is not known.
    - ``by``: the signature that the evidence rests on: the signer's own, or that of the packager.
    - ``also``: other signatures of the signer in the evidence.
    """

    where: str
    who: Identity
    is_advanced: bool
    by: EvaluatedSignature = field(repr=False)
    member: str | None = None
    method: str | None = None
    times: tuple[datetime, ...] = ()
    security_level: int | None = None
    unknown_level: str | None = None
    also: tuple[EvaluatedSignature, ...] = field(default=(), repr=False)

    __repr__ = masked_repr

    @property
    def key(self) -> str | None:
        """The identification that all evidence of a signer shares: number, certificate or stated identity; or None."""
        certificate = self.by.read.certificate
        if self.who.number or self.who.own_number:
            return self.who.number or self.who.own_number
        if self.is_advanced and certificate is not None:
            return certificate.fingerprint(SHA256()).hex()
        return f"{self.who.name} {self.times}" if self.who.name and self.times else None

    @property
    def packager(self) -> EvaluatedSignature | None:
        """The packager's signature if only the packager states who signed; otherwise None."""
        if not self.is_advanced:
            return self.by
        return self.by.packager if self.who.number != self.by.who.number else None

    @property
    def is_stated(self) -> bool:
        """Whether the evidence says anything about who signed."""
        return self.who != Identity() or not self.by.read.is_intact or self.is_advanced


def signers_in(signatures: Sequence[EvaluatedSignature], member: str | None = None) -> tuple[FoundSigner, ...]:
    """Return the signers according to one piece of evidence: by their own signatures, or as the packager states.

    A signer may have signed each document separately.
    """
    signed = [_own(each, member) for each in signatures if each.kind is Kind.SIGNER]
    groups: dict[str, list[FoundSigner]] = {}
    for each in signed:
        groups.setdefault(each.key or each.where, []).append(each)
    own = [replace(first, also=tuple([each.by for each in others])) for first, *others in groups.values()]
    stated = [_stated(each, description, member) for each in signatures for description in each.signer_descriptions]
    if own or stated:
        return _combined(own, stated)
    unknown = [each for each in signatures if not each.read.is_seal]
    return tuple(
        [FoundSigner(where=e.read.where, who=Identity(), is_advanced=False, member=member, by=e) for e in unknown]
    )


def signers_of(found: Sequence[Evidence]) -> tuple[FoundSigner, ...]:
    """Return the signers according to all evidence."""
    return tuple([each for one in found for each in signers_in(one.signatures, one.member)])


def _own(signature: EvaluatedSignature, member: str | None) -> FoundSigner:
    certificate = signature.read.certificate
    return FoundSigner(
        where=signature.read.where,
        who=signature.who,
        is_advanced=signature.who.is_person,
        member=member,
        method=None if certificate is None else method_of(certificate),
        times=_times(signature),
        by=signature,
    )


def _stated(packager: EvaluatedSignature, description: SignerDescription, member: str | None) -> FoundSigner:
    stated = () if description.signed_at is None else (description.signed_at,)
    return FoundSigner(
        where=description.where,
        who=description.who,
        is_advanced=False,
        member=member,
        method=description.method,
        times=(*stated, *_times(packager)),
        security_level=description.security_level,
        unknown_level=description.unknown_level,
        by=packager,
    )


def _times(signature: EvaluatedSignature) -> tuple[datetime, ...]:
    return tuple([each for each in (signature.read.claimed_at, signature.proved_at) if each is not None])


def _combined(own: list[FoundSigner], stated: list[FoundSigner]) -> tuple[FoundSigner, ...]:
    """Add the number that the packager states to the signer's own signature inside, if there is one of each.

    If there are several, or if the packager's signature does not enclose the signer's, the number cannot be assigned to
    a signature. It then counts as another signer, unless one of the signatures has this number.
    """
    numbers = {each.who.number for each in own}
    others = [each for each in stated if not own or each.who.number not in {*numbers, None}]
    if len(own) != 1 or len(stated) != 1 or not others or numbers != {None} or own[0].by.packager is not stated[0].by:
        return (*own, *others)
    number, level = stated[0].who.number, stated[0].security_level
    return (replace(own[0], who=replace(own[0].who, number=number), security_level=level),)
