"""PSR3xx, part two: features that depend on the sender's sector, or on how a signer is addressed. Facts: the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.context import Sector
from signature_model.jobs.portal import AuthenticationLevel, IdentifierInSignedDocuments, PortalJob
from signature_model.jobs.signers import Lookup, OnBehalfOf, SignatureType
from signature_model.rules import places
from signature_model.rules.registry import Need, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.flows import AnyJob

_IDENTIFIER = "identifier-in-signed-documents"
_NUMBER_AND_NAME = IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME


@rule(
    "PSR301",
    Severity.ERROR,
    source="portal",
    need=Need.SECTOR,
    hint="give the signer's e-mail address or mobile number in `notifications`",
)
def lookup_needs_public_sector(job: PortalJob, context: Context) -> Iterator[Problem]:
    """Only public organisations can use lookup for contact information.

    `notifications-using-lookup` reads the public contact register (KRR), which private senders cannot use.
    """
    if context.sector is Sector.PRIVATE:
        for where, _ in places.lookups(job):
            yield where, "a private sender cannot use lookup"


@rule(
    "PSR302",
    Severity.ERROR,
    source="portal",
    hint="give the signer's e-mail address or mobile number in `notifications`",
)
def lookup_on_behalf_of_other(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A signer who signs on behalf of others cannot use lookup in any sector.

    The register has people's private contact information, which must not be used for what they sign in a role.
    """
    for where, signer in places.lookups(job):
        if signer.on_behalf_of is OnBehalfOf.OTHER:
            yield where, "a signer on behalf of OTHER cannot use lookup"


@rule(
    "PSR303",
    Severity.ERROR,
    source="addressing",
    hint="identify the signer by national id number, or write the contact information in `notifications`",
)
def lookup_without_number(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Lookup needs the signer's national id number.

    The register is searched by number. A signer who is identified by contact information has no number to search for.
    """
    for where, signer in places.lookups(job):
        if signer.personal_identification_number is None:
            yield where, "lookup needs a national id number; this signer has none"


@rule("PSR304", Severity.ERROR, source="type", need=Need.SECTOR, hint="remove `signature-type`")
def signature_type_not_offered(job: AnyJob, context: Context) -> Iterator[Problem]:
    """Private senders can use advanced signatures only.

    Authenticated signatures are for public organisations. Without `signature-type`, private senders get advanced
    signatures.
    """
    if context.sector is Sector.PRIVATE:
        for where, signer in places.signers(job):
            if signer.signature_type is SignatureType.AUTHENTICATED:
                yield f"{where}/signature-type", "a private sender cannot use authenticated signatures"


@rule("PSR305", Severity.ERROR, source="level", need=Need.SECTOR, hint="remove `required-authentication`")
def authentication_level_not_offered(job: AnyJob, context: Context) -> Iterator[Problem]:
    """Private senders can use authentication level 4 only.

    Level 3 is for public organisations. Without `required-authentication`, the level is 4.
    """
    if context.sector is Sector.PRIVATE and job.required_authentication is AuthenticationLevel.THREE:
        yield "required-authentication", "a private sender cannot use authentication level 3"


@rule(
    "PSR306",
    Severity.ERROR,
    source="signed",
    need=Need.SECTOR,
    hint="choose another `identifier-in-signed-documents`, or remove it",
)
def identifier_not_offered(job: AnyJob, context: Context) -> Iterator[Problem]:
    """The sector limits which identifiers a sender can choose for the signed documents.

    Private senders can use `PERSONAL_IDENTIFICATION_NUMBER_AND_NAME` or `DATE_OF_BIRTH_AND_NAME`. Public senders can
    always use `PERSONAL_IDENTIFICATION_NUMBER_AND_NAME`. They can use `DATE_OF_BIRTH_AND_NAME` and `NAME` only with
    authenticated signatures.
    """
    identifier = job.identifier_in_signed_documents
    if identifier is None or identifier is _NUMBER_AND_NAME:
        return
    if context.sector is Sector.PRIVATE and identifier is IdentifierInSignedDocuments.NAME:
        yield _IDENTIFIER, "a private sender cannot use NAME"
    if context.sector is Sector.PUBLIC and _advanced(job):
        yield _IDENTIFIER, f"a public sender cannot use {identifier} with advanced signatures"


@rule("PSR307", Severity.ERROR, source="signed", hint="remove the element, or identify every signer by number")
def number_shown_but_unknown(job: AnyJob, _: Context) -> Iterator[Problem]:
    """Signed documents can show the number only of signers who are identified by number.

    The service refuses `PERSONAL_IDENTIFICATION_NUMBER_AND_NAME` if a signer is identified by contact information or,
    in the direct flow, by the sender's own identifier.
    """
    unknown = [where for where, signer in places.signers(job) if signer.personal_identification_number is None]
    if unknown and job.identifier_in_signed_documents is _NUMBER_AND_NAME:
        yield _IDENTIFIER, f"the number of {', '.join(unknown)} is not known and cannot be shown"


@rule(
    "PSR308",
    Severity.WARNING,
    source="portal",
    need=Need.SECTOR,
    hint="use `notifications-using-lookup`; if the signer signs in a role, write `on-behalf-of` OTHER",
)
def citizen_without_lookup(job: PortalJob, context: Context) -> Iterator[Problem]:
    """Public senders must use lookup for citizens who sign for themselves.

    Lookup finds the address that people have registered with the authorities, and whether they have opted out of
    digital post.
    """
    if context.sector is not Sector.PUBLIC:
        return
    for where, signer in places.signers(job):
        citizen = bool(signer.personal_identification_number) and signer.on_behalf_of is not OnBehalfOf.OTHER
        if citizen and signer.notify is not None and not isinstance(signer.notify, Lookup):
            yield where, "this signer signs for themselves, and is notified without lookup"


@rule(
    "PSR316",
    Severity.ERROR,
    source="create",
    need=Need.SECTOR,
    hint="send one document per job, or remove `signature-type`",
)
def several_documents_advanced(job: AnyJob, context: Context) -> Iterator[Problem]:
    """Public senders cannot use advanced signatures for several documents.

    A job with several documents needs authenticated signatures, which are the default for public senders.
    """
    if context.sector is Sector.PUBLIC and len(job.documents) > 1:
        for where in _advanced(job)[:1]:
            yield (
                f"{where}/signature-type",
                f"a public sender cannot use advanced signatures for {len(job.documents)} documents",
            )


@rule("PSR318", Severity.NOTE, source="portal", hint="state the sector to check this")
def sector_not_stated(job: AnyJob, context: Context) -> Iterator[Problem]:
    """The job uses features that only some sectors can use, and the sector was not stated.

    An organisation number does not show whether the organisation is public or private, so you have to state it.
    """
    used = tuple(_used(job)) if context.sector is None else ()
    if used:
        yield "", f"only some sectors can use {', '.join(used)}"


def _used(job: AnyJob) -> Iterator[str]:
    identifier = job.identifier_in_signed_documents
    advanced = bool(_advanced(job))
    if isinstance(job, PortalJob) and any(places.lookups(job)):
        yield "lookup"
    if any(signer.signature_type is SignatureType.AUTHENTICATED for signer in job.signers):
        yield "authenticated signatures"
    if job.required_authentication is AuthenticationLevel.THREE:
        yield "authentication level 3"
    if identifier is IdentifierInSignedDocuments.NAME:
        yield "the identifier NAME"
    if identifier is IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME and advanced:
        yield "the identifier DATE_OF_BIRTH_AND_NAME with advanced signatures"
    if len(job.documents) > 1 and advanced:
        yield "several documents with advanced signatures"


def _advanced(job: AnyJob) -> list[str]:
    """Return the places of the signers with an explicit advanced signature."""
    return [where for where, signer in places.signers(job) if signer.signature_type is SignatureType.ADVANCED]
