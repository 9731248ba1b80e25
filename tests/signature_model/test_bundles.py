import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model import (
    Availability,
    Context,
    Credentials,
    CredentialsError,
    Document,
    ExitUrls,
    JobRefused,
    Lookup,
    PortalJob,
    Sector,
    Sender,
    Signer,
    build_bundle,
    validate_bundle,
    validate_job,
)
from signature_model.bundles import Bundle
from signature_model.containers.references import with_hrefs
from signature_model.jobs.flows import AnyJob
from signature_model.manifests.reading import parse_manifest
from tests.kits import pdfs
from tests.kits.bundles import MANIFEST, SEAL, credentials_of, taken_apart
from tests.kits.certificates import MOMENT, NUMBER, authority, key_usage, name, pem, seid2
from tests.kits.jobs import KARI, PRIVATE, PUBLIC, a_bundle, a_direct_job, a_job, a_pdf, credentials, documents
from tests.kits.reports import FULL, codes_of


def build(job: AnyJob, by: Credentials | None = None, context: Context = PUBLIC) -> Bundle:
    return build_bundle(job, by or credentials(), context=context, signing_time=MOMENT)


def refused(job: AnyJob, by: Credentials | None = None, context: Context = PUBLIC) -> list[str]:
    """The codes of the errors that a job is refused for."""
    with pytest.raises(JobRefused) as refusal:
        build(job, by, context)
    assert not refusal.value.report.is_valid
    return sorted({finding.code for finding in refusal.value.report.errors})


def test_a_direct_job_is_built_and_read_again() -> None:
    job = a_direct_job(documents=[Document.from_bytes(a_pdf(), title="Contract")], exit_urls=None)
    assert refused(job) == ["PSR103"]  # in the job request
    built = build(replace(job, exit_urls=ExitUrls.single("https://sender.example")))
    assert (built.report.findings, validate_bundle(built.content, FULL).findings) == ((), ())
    members = taken_apart(built.content)
    sender = Sender(job.sender.organization_number)
    assert parse_manifest(members[MANIFEST], members) == replace(with_hrefs(job), sender=sender)


# What is refused


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({"availability": Availability(available_for=timedelta(days=91))}, ["PSR401"], id="a job rule"),
        pytest.param({"title": ""}, ["PSR103"], id="the schema"),
        pytest.param({"title": "\0"}, ["PSR101"], id="characters that XML cannot hold"),
        pytest.param({"reference": "x" * 51}, ["PSR103"], id="the job request"),
        pytest.param({"documents": []}, ["PSR103"], id="no documents"),
        pytest.param({"documents": documents(*[b"x"] * 21, mime="text/plain")}, ["PSR103"], id="21 documents"),
        pytest.param({"documents": documents(b"no PDF")}, ["PSR202"], id="a document that is no PDF"),
        pytest.param({"documents": documents(pdfs.encrypted())}, ["PSR204"], id="an encrypted document"),
        pytest.param({"documents": documents(pdfs.sized((10 << 20) + 1))}, ["PSR201"], id="too many bytes"),
        pytest.param({"documents": documents(bytes(70 << 20), mime="text/plain")}, ["PSR201"], id="too many by far"),
        pytest.param({"documents": [Document(title="Contract")]}, ["PSR014"], id="a document without content"),
        pytest.param({"documents": [Document(title="C", href="c.pdf")]}, ["PSR014"], id="a name without content"),
        pytest.param({"documents": documents(a_pdf(), a_pdf(), href="a.pdf")}, ["PSR206"], id="one name twice"),
        pytest.param({"documents": documents(a_pdf(), href="manifest.xml")}, ["PSR207"], id="the manifest's name"),
        pytest.param(
            {"documents": documents(a_pdf(), href="META-INF/signatures.xml")}, ["PSR207"], id="the seal's name"
        ),
        pytest.param({"documents": documents(a_pdf(), href="META-INF%2Fx.pdf")}, ["PSR207"], id="a folder encoded"),
        pytest.param({"documents": documents(a_pdf(), href="manifest%2exml")}, ["PSR207"], id="the manifest's encoded"),
        pytest.param({"documents": documents(a_pdf(), href="./x.pdf")}, ["PSR002"], id="a dotted segment"),
        pytest.param({"documents": documents(a_pdf(), href="a//x.pdf")}, ["PSR002"], id="an empty segment"),
        pytest.param({"documents": documents(a_pdf(), href="../x.pdf")}, ["PSR002"], id="out of the bundle"),
        pytest.param({"documents": documents(a_pdf(), href="a\\b.pdf")}, ["PSR002"], id="a backslash"),
        pytest.param({"documents": documents(a_pdf(), href="/etc/passwd")}, ["PSR002"], id="an absolute path"),
        pytest.param({"documents": documents(a_pdf(), href="C:x.pdf")}, ["PSR002"], id="a drive letter"),
        pytest.param({"documents": documents(a_pdf(), href="a\nb.pdf")}, ["PSR002"], id="a line end"),
        pytest.param({"documents": documents(a_pdf(), href="folder/")}, ["PSR014"], id="a folder's name"),
        pytest.param({"documents": documents(a_pdf(), href="")}, ["PSR103"], id="an empty name"),
        pytest.param({"documents": documents(a_pdf(), href="\ud800.pdf")}, ["PSR101"], id="half a character"),
    ],
)
def test_a_job_with_errors_is_refused_with_its_report(changes: dict[str, object], codes: list[str]) -> None:
    assert refused(a_job(**changes)) == codes


@pytest.mark.parametrize(
    ("by", "codes"),
    [
        pytest.param(credentials_of(authority().issue(until=MOMENT - timedelta(days=1))), ["PSR512"], id="expired"),
        pytest.param(
            credentials_of(authority().issue(since=MOMENT + timedelta(days=1))), ["PSR512"], id="not yet valid"
        ),
        pytest.param(credentials_of(authority().issue(usage=key_usage("key_agreement"))), ["PSR513"], id="not to sign"),
        pytest.param(credentials_of(authority().issue(name())), ["PSR513"], id="no organisation number"),
    ],
)
def test_a_certificate_that_the_service_would_refuse_is_refused(by: Credentials, codes: list[str]) -> None:
    assert refused(a_job(), by) == codes


def test_a_certificate_that_is_not_trusted_is_refused_where_anchors_are_given() -> None:
    assert codes_of(build(a_job(), context=FULL).report) == []
    strict = Context(sector=Sector.PUBLIC, trust_anchors=(authority("Fjellet").root,))
    assert refused(a_job(), context=strict) == ["PSR517"]


def test_faults_of_job_and_certificate_are_in_one_report() -> None:
    expired = credentials_of(authority().issue(until=MOMENT - timedelta(days=1)))
    assert refused(a_job(title="", documents=documents(b"")), expired) == ["PSR103", "PSR202", "PSR512"]


def test_a_missing_document_is_named_where_the_manifest_would_name_it() -> None:
    with pytest.raises(JobRefused) as refusal:
        build(a_job(documents=[*documents(a_pdf()), Document(title="Later", href="later.pdf")]))
    [finding] = refusal.value.report.errors
    assert (finding.member, finding.where) == (MANIFEST, "/portal-signature-job-manifest/documents/document[2]/@href")


def test_the_refusal_names_the_codes_and_holds_every_finding() -> None:
    with pytest.raises(JobRefused, match=r"the job has 1 error: PSR103") as refusal:
        build(a_job(title="", nonsensitive_title=None))
    assert codes_of(refusal.value.report) == ["PSR103", "PSR603"]


def test_a_key_that_does_not_sign_is_an_error_of_the_credentials() -> None:
    issuers = authority()
    by = Credentials.from_signer(pem(issuers.issue(), *issuers.issuers), lambda _: bytes(256))
    with pytest.raises(CredentialsError):
        build(a_job(), by)


def test_a_signing_time_has_a_zone() -> None:
    with pytest.raises(ValueError, match="signing_time must have a time zone"):
        build_bundle(a_job(), credentials(), signing_time=MOMENT.replace(tzinfo=None))


# What is built


def test_a_bundle_holds_the_documents_the_manifest_and_the_seal_in_this_order() -> None:
    bundle = build(a_job(documents=documents(a_pdf(), pdfs.paper())))
    assert list(taken_apart(bundle.content)) == ["1.pdf", "2.pdf", MANIFEST, SEAL]
    assert taken_apart(bundle.content)["2.pdf"] == pdfs.paper()


def test_the_manifest_in_the_bundle_is_the_job_s() -> None:
    members = taken_apart(a_bundle())
    read = parse_manifest(members[MANIFEST], members)
    job = a_job()
    assert isinstance(read, PortalJob)
    assert (read.title, read.documents, read.signers, read.availability) == (
        job.title,
        job.documents,
        job.signers,
        job.availability,
    )


def test_documents_are_stored_and_the_manifest_is_deflated() -> None:
    with zipfile.ZipFile(
        io.BytesIO(build(a_job(documents=documents(bytes(9999), mime="text/plain"))).content)
    ) as opened:
        assert [each.compress_type for each in opened.infolist()] == [0, 8, 8]


def test_names_are_made_for_documents_that_have_none() -> None:
    job = a_job(documents=[Document.from_bytes(a_pdf(), title="Kjøpekontrakt for blåbær")])
    bundle = build(job)
    assert [each.href for each in bundle.job.documents] == ["01_kjoepekontrakt_for_blaabaer.pdf"]
    assert job.documents[0].href is None
    assert bundle.job == with_hrefs(job)
    assert next(iter(taken_apart(bundle.content))) == "01_kjoepekontrakt_for_blaabaer.pdf"


def test_the_report_of_a_bundle_holds_what_did_not_stand_in_the_way() -> None:
    by = credentials_of(authority().issue(seid2("991825827")), authority().issuers[:1])
    bundle = build(a_job(nonsensitive_title=None, documents=documents(a_pdf(), href="a b.pdf")), by)
    assert codes_of(bundle.report) == ["PSR210", "PSR511", "PSR514", "PSR603"]
    assert codes_of(validate_bundle(bundle.content, PUBLIC)) == codes_of(bundle.report)


def test_a_bundle_shows_its_size_and_no_id_number() -> None:
    bundle = build(a_job(title=f"Contract of {KARI}"))
    assert repr(bundle) == f"Bundle({len(bundle.content):,} bytes, 1 document)"


def test_the_same_job_time_and_key_give_the_same_bytes() -> None:
    assert build(a_job()).content == build(a_job()).content
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=2)))
    other = build_bundle(a_job(), credentials(), context=PUBLIC, signing_time=elsewhere)
    assert taken_apart(other.content)[MANIFEST] == taken_apart(a_bundle())[MANIFEST]


def test_parts_of_a_millisecond_make_no_difference_to_the_seal() -> None:
    exact, more = (
        build_bundle(a_job(), credentials(), signing_time=MOMENT.replace(microsecond=microsecond))
        for microsecond in (123_000, 123_456)
    )
    assert exact.content == more.content
    assert b"12:00:00.123Z" in taken_apart(exact.content)[SEAL]


def test_without_a_signing_time_it_is_the_present_one() -> None:
    before = datetime.now(UTC)
    long_lived = credentials_of(authority().issue(until=datetime(2999, 1, 1, tzinfo=UTC)))
    bundle = build_bundle(a_job(), long_lived)
    [time] = etree.fromstring(taken_apart(bundle.content)[SEAL]).iter("{*}SigningTime")
    signed = datetime.fromisoformat(time.text or "")
    assert before - timedelta(milliseconds=1) <= signed <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("context", "sender", "is_refused"),
    [
        pytest.param(Context(), Sector.PUBLIC, False, id="the sender's"),
        pytest.param(Context(), Sector.PRIVATE, True, id="the sender's, who is private"),
        pytest.param(PRIVATE, Sector.PUBLIC, True, id="the context's, though the sender says otherwise"),
        pytest.param(PUBLIC, Sector.PRIVATE, False, id="the context's"),
        pytest.param(Context(), None, False, id="unknown"),
    ],
)
def test_the_sector_is_the_context_s_or_else_the_sender_s(
    context: Context,
    sender: Sector | None,
    is_refused: bool,  # noqa: FBT001 - the expectation
) -> None:
    job = a_job(sender=Sender(NUMBER, sector=sender))
    if is_refused:
        assert refused(job, context=context) == ["PSR301"]
    else:
        noted = ["PSR318"] if context.sector is None and sender is None else []
        assert codes_of(build(job, context=context).report) == noted


# What is built is valid


def sound(job: PortalJob) -> list[str]:
    """The codes that are found in the bundle of a job, which must have no error and be sealed in all parts."""
    bundle = build(job)
    report = validate_bundle(bundle.content, FULL)
    assert report.is_valid
    assert codes_of(report) == codes_of(bundle.report)
    return codes_of(report)


@pytest.mark.parametrize("count", [1, 2, 19, 20])
def test_a_bundle_with_this_number_of_documents_is_valid(count: int) -> None:
    assert sound(a_job(documents=[Document.from_bytes(a_pdf(), title="Same title") for _ in range(count)])) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({"title": "Contract", "deprecated_single_document": True}, ["PSR105"], id="the deprecated form"),
        pytest.param({"documents": documents(b"Hei", mime="text/plain", href="hei.txt")}, ["PSR209"], id="plain text"),
        pytest.param({"documents": documents(b"", mime="text/plain", href="hei.txt")}, ["PSR209"], id="empty text"),
        pytest.param({"title": "Kjøpekontrakt æøåÆØÅ \N{GRINNING FACE}"}, [], id="Norwegian and more"),
        pytest.param(
            {"title": "ø" * 80, "nonsensitive_title": "å" * 80, "description": "æ" * 220}, [], id="long titles"
        ),
        pytest.param({"title": "<&>\"' ]]>"}, [], id="markup"),
        pytest.param({"documents": documents(pdfs.sized(10 << 20))}, [], id="10 MiB"),
        pytest.param({"documents": documents(a_pdf(), href="å b+c%d'.pdf")}, ["PSR210"], id="an unportable name"),
        pytest.param({"documents": documents(a_pdf(), href="æ" * 100)}, ["PSR210"], id="a long name"),
        pytest.param({"documents": documents(a_pdf(), href="a/b/c.pdf")}, ["PSR210"], id="a name with folders"),
        pytest.param({"reference": "", "sender": Sender(NUMBER, polling_queue="hr")}, [], id="a queue"),
    ],
)
def test_what_is_unusual_but_legal_gives_a_valid_bundle(changes: dict[str, object], codes: list[str]) -> None:
    assert sound(a_job(**changes)) == codes


@pytest.mark.parametrize("title", ["ø" * 80, "46 " + "ø" * 46, "...", "CON", "a/b\\c", "\N{GRINNING FACE}"])
def test_any_title_of_a_document_gives_a_portable_name(title: str) -> None:
    assert sound(a_job(documents=[Document.from_bytes(a_pdf(), title=title)])) == []


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=80)
HREFS = st.none() | st.text("aæ. +%2/~'&<>\"A0b*-_:\\", min_size=1, max_size=12)


@given(st.data())
def test_a_job_is_refused_or_gives_a_valid_bundle(data: st.DataObject) -> None:
    hrefs = data.draw(st.lists(HREFS, min_size=1, max_size=4))
    job = a_job(
        title=data.draw(TITLES),
        description=data.draw(st.none() | TITLES),
        documents=[Document.from_bytes(a_pdf(), title=data.draw(TITLES), href=href) for href in hrefs],
        signers=[Signer.by_national_id(KARI, notify=Lookup()), Signer.by_contact_information(email=data.draw(TITLES))],
    )
    try:
        bundle = build(job)
    except JobRefused:
        assert not validate_job(job, PUBLIC).is_valid
        return
    assert validate_bundle(bundle.content, FULL).errors == ()
    assert sha256(bundle.content).digest() == sha256(build(job).content).digest()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"job": "job"}, "job must be PortalJob or DirectJob, not str", id="a job"),
        pytest.param({"credentials": b"pem"}, "credentials must be Credentials, not bytes", id="credentials"),
        pytest.param({"signing_time": "2030-01-31"}, "signing_time must be datetime, not str", id="a signing time"),
        pytest.param({"signing_time": 0}, "signing_time must be datetime, not int", id="a signing time that is 0"),
    ],
)
def test_what_is_of_another_type_is_refused_at_the_door(changes: dict[str, object], message: str) -> None:
    arguments: dict[str, Any] = {"job": a_job(), "credentials": credentials(), "signing_time": MOMENT} | changes
    with pytest.raises(TypeError, match=rf"^{message}(; write .*)?$"):
        build_bundle(**arguments)
