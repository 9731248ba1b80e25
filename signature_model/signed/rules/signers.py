"""PSR82x: whether the addressed signers have signed. Facts: signers found and addressed; one evaluated signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.credentials.certificates import maybe_issuer
from signature_model.findings import Severity
from signature_model.jobs.context import Environment
from signature_model.jobs.identifiers import is_national_id, is_synthetic
from signature_model.masking import masked, quoted
from signature_model.rules.registry import Graded, Need, Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import ComparedSigners, ComparedStatus
    from signature_model.signed.evaluation.signatures import EvaluatedSignature
    from signature_model.signed.evaluation.signers import FoundSigner

_TEST: Final = " test"


@rule("PSR820", Severity.ERROR, source="addressing", hint="find out who signed: this person was not addressed")
def other_signer(compared: ComparedSigners, _: Context) -> Iterator[Problem]:
    """The signer must have the national id number of a person you addressed.

    Names are shown, but not compared: certificates have legal names, in any order and spelling.
    """
    for each in compared.replacing:
        yield _place(each), f"signed by {_person(each)}, who was not addressed"


@rule("PSR821", Severity.ERROR, source="portal", hint="download the PAdES again, or the XAdES of this signer")
def signer_missing(compared: ComparedStatus, _: Context) -> Iterator[Problem]:
    """Each signer with the status SIGNED must be in the evidence.

    This is checked only if you give the status change, for a PAdES, a folder of downloads, or an evidence package. A
    signer in the evidence without a national id number may be any signer who has signed. If the PDF has too few XAdES
    (PSR816), or the XAdES of another person (PSR820), only that is reported.
    """
    missing = compared.missing
    count = len(missing) - compared.explained
    if count > 0:
        names = ", ".join(map(masked, missing))
        people = f"{names} has" if len(missing) == 1 else f"{names} have"
        lacking = "" if count == len(missing) else f" of {count} of them"
        yield "", f"{people} the status SIGNED, but there is no evidence{lacking}"
    elif compared.lacking:
        count = len(compared.signed)
        yield "", f"{count} signers have the status SIGNED, but there is evidence of {count - compared.lacking} only"


@rule("PSR822", Severity.ERROR, source="addressing", hint="find out why there are more signatures than signers")
def unexpected_signer(compared: ComparedSigners, _: Context) -> Iterator[Problem]:
    """Each person who was addressed must sign once, and other people must not sign.

    If another person has signed instead of an addressed person, PSR820 reports it.
    """
    for each in compared.unexpected[compared.places_left :]:
        yield _place(each), f"also signed by {_person(each)}, who was not addressed"
    for each in compared.surplus:
        count = len(compared.addressed)
        yield _place(each), f"also signed by {_person(each)}; {count} {'was' if count == 1 else 'were'} addressed"
    for each in compared.repeated:
        yield _place(each), f"{_person(each)} has signed more than once"


@rule(
    "PSR823",
    Severity.WARNING,
    source="signed",
    hint=(
        "compare the name with the person whom you meant; to get numbers in the evidence, create jobs with the "
        "identifier PERSONAL_IDENTIFICATION_NUMBER_AND_NAME"
    ),
)
def signer_not_identified(compared: ComparedSigners, _: Context) -> Iterator[Problem]:
    """The evidence should have the national id number of the signer.

    A name, a birth date, or an issuer's own number for a person does not identify a signer for certain. For a signer
    who was addressed by e-mail or mobile, there is no number to compare with. Such a signer is reported only if it may
    also be a signer who was addressed by number. For such a signer, the evidence proves who signed. It does not prove
    that the e-mail address or the mobile number was that person's.
    """
    for each in compared.unidentified:
        if each.who.number is None:
            message = f"the evidence names {_person(each)} without a national id number"
            yield _place(each), f"{message} to compare, so it is not certain which of your signers this is"
        else:
            message = f"{_person(each)} may be the signer whom you addressed by e-mail or mobile"
            proof = "the evidence proves who signed, but not whose address that is"
            yield _place(each), f"{message}; {proof}: if you know the numbers of all signers, state them (--signer)"


@rule(
    "PSR825",
    Severity.ERROR,
    source="type, level",
    hint="send the document in a new job, so that it is signed as you ordered",
)
def signature_type_too_weak(compared: ComparedSigners, _: Context) -> Iterator[Problem]:
    """The signature must have the type that was ordered.

    An authenticated signature is sealed by the packager alone; an advanced one has a signature with the signer's own
    key inside. The login must have the security level that was ordered, which is 4 by default. A level that is not
    known is a warning.
    """
    for each in compared.too_weak:
        yield _place(each), f"an advanced signature was ordered; {_person(each)} was only authenticated"
    for each in compared.too_low:
        level = f"level {compared.security_level} was ordered"
        yield _place(each), f"{level}; {_person(each)} logged in with level {each.security_level}"
    for each in compared.of_unknown_level:
        message = (
            f"level {compared.security_level} was ordered; the level {quoted(each.unknown_level or '')} is not known"
        )
        yield _place(each), Graded(message, Severity.WARNING)


@rule(
    "PSR826",
    Severity.ERROR,
    source="security",
    need=Need.ENVIRONMENT,
    hint="state the environment that the file comes from",
)
def wrong_environment(signature: EvaluatedSignature, context: Context) -> Iterator[Problem]:
    """Evidence must come from the environment that it is used in.

    In the test environments, people and issuers are not real: synthetic national id numbers, and issuers whose names
    contain the word "test", prove nothing in production. A real person does not occur in the test environments.
    """
    certificate = signature.read.certificate
    numbers = [signature.who.number, *(each.who.number for each in signature.signer_descriptions)]
    is_production = context.environment is Environment.PRODUCTION
    for number in filter(None, numbers):
        if is_national_id(number) and is_synthetic(number) is is_production:
            kind = "a synthetic person" if is_production else "a real person"
            yield signature.read.where, f"{masked(number)} is the number of {kind}"
            return
    issuer = None if certificate is None else maybe_issuer(certificate)
    name = "" if issuer is None else issuer.rfc4514_string()
    if is_production and _TEST in f" {name}".replace("=", " ").casefold():
        yield signature.read.where, f"the issuer {quoted(name)} is a test issuer"


def _place(signer: FoundSigner) -> str | Place:
    return signer.where if signer.member is None else Place(member=signer.member)


def _person(signer: FoundSigner) -> str:
    parts = [each for each in (signer.who.name, signer.who.number and masked(signer.who.number)) if each]
    return quoted(", ".join(parts)) if parts else "the signer"
