"""The sector and the way of addressing limit what a job may use; the tables follow the documentation of the service."""

from dataclasses import replace
from itertools import product

import pytest

from signature_model import Context, Document, Lookup, Notifications, Report, Sector, Sender, Signer, validate_job
from signature_model.jobs.portal import AuthenticationLevel, IdentifierInSignedDocuments
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, OLA, OUTSIDER, PRIVATE, PUBLIC, a_job, a_pdf, documents
from tests.kits.reports import codes_of, of_job

UNSTATED = Context()
CONTACT = Notifications(email="kari@example.com")
NUMBER_AND_NAME, DATE_AND_NAME, NAME = (
    IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME,
    IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME,
    IdentifierInSignedDocuments.NAME,
)
ADVANCED, AUTHENTICATED = SignatureType.ADVANCED, SignatureType.AUTHENTICATED
SELF, OTHER = OnBehalfOf.SELF, OnBehalfOf.OTHER


def report_in(context: Context, **changes: object) -> Report:
    """Return the report in a context; only the context states the sector."""
    return of_job(context, sender=Sender(NUMBER), **changes)


@pytest.mark.parametrize(
    ("context", "number", "notify", "on_behalf_of", "codes"),
    [
        (PUBLIC, KARI, Lookup(), None, []),
        (PUBLIC, KARI, Lookup(), SELF, []),
        (PUBLIC, KARI, Lookup(), OTHER, ["PSR302"]),
        (PUBLIC, KARI, CONTACT, None, ["PSR308"]),
        (PUBLIC, KARI, CONTACT, SELF, ["PSR308"]),
        (PUBLIC, KARI, CONTACT, OTHER, []),
        (PUBLIC, None, Lookup(), None, ["PSR303"]),
        (PUBLIC, None, Lookup(), SELF, ["PSR303"]),
        (PUBLIC, None, Lookup(), OTHER, ["PSR302", "PSR303"]),
        (PUBLIC, None, CONTACT, None, []),
        (PUBLIC, None, CONTACT, SELF, []),
        (PUBLIC, None, CONTACT, OTHER, []),
        (PRIVATE, KARI, Lookup(), None, ["PSR301"]),
        (PRIVATE, KARI, Lookup(), SELF, ["PSR301"]),
        (PRIVATE, KARI, Lookup(), OTHER, ["PSR301", "PSR302"]),
        (PRIVATE, KARI, CONTACT, None, []),
        (PRIVATE, KARI, CONTACT, SELF, []),
        (PRIVATE, KARI, CONTACT, OTHER, []),
        (PRIVATE, None, Lookup(), None, ["PSR301", "PSR303"]),
        (PRIVATE, None, CONTACT, None, []),
        (PRIVATE, None, CONTACT, OTHER, []),
        (UNSTATED, KARI, Lookup(), None, ["PSR318"]),
        (UNSTATED, KARI, Lookup(), OTHER, ["PSR302", "PSR318"]),
        (UNSTATED, KARI, CONTACT, None, []),
        (UNSTATED, None, Lookup(), None, ["PSR303", "PSR318"]),
        (UNSTATED, None, CONTACT, OTHER, []),
    ],
)
def test_how_signers_may_be_addressed_and_notified(
    context: Context,
    number: str | None,
    notify: Lookup | Notifications,
    on_behalf_of: OnBehalfOf | None,
    codes: list[str],
) -> None:
    signer = Signer(personal_identification_number=number, notify=notify, on_behalf_of=on_behalf_of)
    assert codes_of(report_in(context, signers=[signer])) == codes


@pytest.mark.parametrize(
    ("context", "identifier", "signature_type", "codes"),
    [
        (PUBLIC, None, None, []),
        (PUBLIC, None, AUTHENTICATED, []),
        (PUBLIC, None, ADVANCED, []),
        (PUBLIC, NUMBER_AND_NAME, None, []),
        (PUBLIC, NUMBER_AND_NAME, AUTHENTICATED, []),
        (PUBLIC, NUMBER_AND_NAME, ADVANCED, []),
        (PUBLIC, DATE_AND_NAME, None, []),
        (PUBLIC, DATE_AND_NAME, AUTHENTICATED, []),
        (PUBLIC, DATE_AND_NAME, ADVANCED, ["PSR306"]),
        (PUBLIC, NAME, None, []),
        (PUBLIC, NAME, AUTHENTICATED, []),
        (PUBLIC, NAME, ADVANCED, ["PSR306"]),
        (PRIVATE, None, None, []),
        (PRIVATE, None, AUTHENTICATED, ["PSR304"]),
        (PRIVATE, None, ADVANCED, []),
        (PRIVATE, NUMBER_AND_NAME, None, []),
        (PRIVATE, NUMBER_AND_NAME, AUTHENTICATED, ["PSR304"]),
        (PRIVATE, NUMBER_AND_NAME, ADVANCED, []),
        (PRIVATE, DATE_AND_NAME, None, []),
        (PRIVATE, DATE_AND_NAME, AUTHENTICATED, ["PSR304"]),
        (PRIVATE, DATE_AND_NAME, ADVANCED, []),
        (PRIVATE, NAME, None, ["PSR306"]),
        (PRIVATE, NAME, AUTHENTICATED, ["PSR304", "PSR306"]),
        (PRIVATE, NAME, ADVANCED, ["PSR306"]),
        (UNSTATED, None, None, []),
        (UNSTATED, None, AUTHENTICATED, ["PSR318"]),
        (UNSTATED, None, ADVANCED, []),
        (UNSTATED, NUMBER_AND_NAME, None, []),
        (UNSTATED, NUMBER_AND_NAME, ADVANCED, []),
        (UNSTATED, DATE_AND_NAME, None, []),
        (UNSTATED, DATE_AND_NAME, ADVANCED, ["PSR318"]),
        (UNSTATED, NAME, None, ["PSR318"]),
        (UNSTATED, NAME, ADVANCED, ["PSR318"]),
    ],
)
def test_which_identifiers_and_signature_types_are_offered(
    context: Context,
    identifier: IdentifierInSignedDocuments | None,
    signature_type: SignatureType | None,
    codes: list[str],
) -> None:
    signer = Signer.by_national_id(KARI, notify=CONTACT, on_behalf_of=OTHER, signature_type=signature_type)
    assert codes_of(report_in(context, signers=[signer], identifier_in_signed_documents=identifier)) == codes


@pytest.mark.parametrize(
    ("context", "level", "codes"),
    [
        (PUBLIC, None, []),
        (PUBLIC, AuthenticationLevel.THREE, []),
        (PUBLIC, AuthenticationLevel.FOUR, []),
        (PRIVATE, None, []),
        (PRIVATE, AuthenticationLevel.THREE, ["PSR305"]),
        (PRIVATE, AuthenticationLevel.FOUR, []),
        (UNSTATED, AuthenticationLevel.THREE, ["PSR318"]),
        (UNSTATED, AuthenticationLevel.FOUR, []),
    ],
)
def test_which_authentication_levels_are_offered(
    context: Context, level: AuthenticationLevel | None, codes: list[str]
) -> None:
    assert codes_of(report_in(context, signers=[OUTSIDER], required_authentication=level)) == codes


@pytest.mark.parametrize("context", [PUBLIC, PRIVATE, UNSTATED], ids=["public", "private", "not stated"])
@pytest.mark.parametrize("identifier", [None, *IdentifierInSignedDocuments])
def test_a_number_is_shown_only_of_signers_who_have_one(
    context: Context, identifier: IdentifierInSignedDocuments | None
) -> None:
    by_number = Signer.by_national_id(KARI, notify=CONTACT, on_behalf_of=OTHER)
    for signers, fires in (([by_number], False), ([by_number, OUTSIDER], True), ([OUTSIDER], True)):
        codes = codes_of(report_in(context, signers=signers, identifier_in_signed_documents=identifier))
        assert ("PSR307" in codes) is (fires and identifier is NUMBER_AND_NAME)


def test_the_only_signer_has_no_position() -> None:
    [finding] = of_job(signers=[OUTSIDER], identifier_in_signed_documents=NUMBER_AND_NAME).findings
    assert finding.message == "the number of signers/signer is not known and cannot be shown"
    [finding] = of_job(PRIVATE, signers=[replace(OUTSIDER, signature_type=AUTHENTICATED)]).findings
    assert finding.where == "/portal-signature-job-manifest/signers/signer/signature-type"


def test_everybody_whose_number_is_not_known_is_named() -> None:
    signers = [OUTSIDER, Signer.by_national_id(OLA, notify=Lookup()), Signer.by_email("kari@example.com")]
    [finding] = of_job(signers=signers, identifier_in_signed_documents=NUMBER_AND_NAME).findings
    assert finding.message == "the number of signers/signer[1], signers/signer[3] is not known and cannot be shown"


@pytest.mark.parametrize(
    ("context", "count", "signature_types", "codes"),
    [
        (PUBLIC, 1, [ADVANCED], []),
        (PUBLIC, 2, [ADVANCED], ["PSR316"]),
        (PUBLIC, 2, [AUTHENTICATED], []),
        (PUBLIC, 2, [None], []),
        (PUBLIC, 2, [AUTHENTICATED, ADVANCED], ["PSR316"]),
        (PUBLIC, 2, [ADVANCED, ADVANCED], ["PSR316"]),
        (PRIVATE, 2, [ADVANCED], []),
        (PRIVATE, 2, [None], []),
        (UNSTATED, 1, [ADVANCED], []),
        (UNSTATED, 2, [ADVANCED], ["PSR318"]),
        (UNSTATED, 2, [None], []),
    ],
)
def test_public_senders_have_one_document_for_advanced_signatures(
    context: Context, count: int, signature_types: list[SignatureType | None], codes: list[str]
) -> None:
    signers = [Signer.by_email(f"{n}@example.com", signature_type=each) for n, each in enumerate(signature_types)]
    report = report_in(context, signers=signers, documents=documents(*[a_pdf()] * count))
    assert codes_of(report) == codes
    assert len(report.findings) == len(codes)


@pytest.mark.parametrize(
    ("identifier", "named"),
    [
        pytest.param(DATE_AND_NAME, "DATE_OF_BIRTH_AND_NAME with advanced signatures", id="date of birth and name"),
        pytest.param(NAME, "NAME", id="name"),
    ],
)
def test_everything_that_depends_on_the_sector_is_one_note(identifier: IdentifierInSignedDocuments, named: str) -> None:
    signers = [
        Signer.by_national_id(KARI, notify=Lookup()),
        Signer.by_email("kari@example.com", signature_type=AUTHENTICATED),
        Signer.by_email("ola@example.com", signature_type=ADVANCED),
    ]
    report = report_in(
        UNSTATED,
        signers=signers,
        required_authentication=AuthenticationLevel.THREE,
        identifier_in_signed_documents=identifier,
        documents=documents(a_pdf(), a_pdf()),
    )
    assert [finding.message for finding in report.findings] == [
        (
            "only some sectors can use lookup, authenticated signatures, authentication level 3, "
            f"the identifier {named}, several documents with advanced signatures"
        )
    ]
    assert "sector" in {each.layer for each in report.skipped}


def test_what_a_sector_may_not_do_is_an_error_only_when_it_is_stated() -> None:
    uses = product((None, Lookup(), CONTACT), (None, *SignatureType), (None, *IdentifierInSignedDocuments))
    for notify, signature_type, identifier in uses:
        signer = Signer.by_national_id(KARI, notify=notify or CONTACT, signature_type=signature_type)
        job = a_job(sender=Sender(NUMBER), signers=[signer], identifier_in_signed_documents=identifier)
        refused = [not validate_job(job, context).is_valid for context in (PUBLIC, PRIVATE)]
        noted = "PSR318" in codes_of(validate_job(job, UNSTATED))
        assert validate_job(job, UNSTATED).is_valid
        assert noted or not any(refused)


def test_the_context_knows_the_sector_better_than_the_sender() -> None:
    job = a_job(sender=Sender(NUMBER, sector=Sector.PUBLIC))
    assert codes_of(validate_job(job)) == []
    assert codes_of(validate_job(job, PRIVATE)) == ["PSR301"]


def test_one_document_may_have_any_signature() -> None:
    assert codes_of(of_job(documents=[Document.from_bytes(a_pdf(), title="Contract")])) == []
