"""Each fault of a manifest as XML is one finding."""

from pathlib import Path

import pytest

from signature_model.jobs.context import SigningFlow
from signature_model.jobs.flows import AnyJob
from signature_model.manifests.writing import write_manifest
from signature_model.validation.validators import validate_manifest
from signature_model.xml.trees import MANIFEST_ROOTS
from tests.kits.bundles import MANIFEST, edited, sealed, taken_apart, with_manifest
from tests.kits.jobs import PRIVATE, PUBLIC, a_bundle, a_direct_bundle, a_direct_job, a_job
from tests.kits.reports import codes_of, of_bundle

NAMESPACE = "http://signering.posten.no/schema/v1"
LOOKUP = "<notifications-using-lookup>\n        <email/>\n        <sms/>\n      </notifications-using-lookup>"
CONTACT = '<notifications>\n        <email address="ola@example.com"/>\n      </notifications>'
INSIDE = "signers/signer[1]/notifications/notifications-using-lookup"
ROOT = "/portal-signature-job-manifest"


def manifest() -> bytes:
    return taken_apart()[MANIFEST]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "PSR101", id="empty"),
        pytest.param(manifest()[:-5], "PSR101", id="cut off"),
        pytest.param(b"%PDF-1.7", "PSR101", id="no XML"),
        pytest.param(edited(manifest(), "Employment", "\xe5").decode().encode("latin-1"), "PSR101", id="not UTF-8"),
        pytest.param(
            edited(edited(manifest(), "UTF-8", "ISO-8859-1"), "Employment", "Kjøp"), "PSR101", id="declared as Latin-1"
        ),
        pytest.param(manifest().decode().replace("UTF-8", "UTF-16").encode("utf-16"), "PSR101", id="UTF-16"),
        pytest.param(edited(manifest(), "<portal-", "<!DOCTYPE x><portal-"), "PSR102", id="a document type"),
        pytest.param(
            edited(manifest(), "<portal-", '<!DOCTYPE x [<!ENTITY a "b">]><portal-'), "PSR102", id="an entity"
        ),
        pytest.param(
            edited(manifest(), "</signers>", "<a>" * 40 + "</a>" * 40 + "</signers>"), "PSR102", id="too deep"
        ),
        pytest.param(manifest() + b" " * (1 << 20), "PSR102", id="too large"),
        pytest.param(b"<x/>", "PSR104", id="another document"),
        pytest.param(edited(manifest(), NAMESPACE, "urn:another"), "PSR104", id="another namespace"),
        pytest.param(
            manifest().replace(b"signature-job-manifest", b"signature-job-request"), "PSR104", id="a job request"
        ),
    ],
)
def test_an_unreadable_manifest_is_one_finding_and_the_rest_is_checked(content: bytes, code: str) -> None:
    report = of_bundle(sealed(taken_apart() | {MANIFEST: content}))
    assert [finding.code for finding in report.findings] == [code]
    assert report.findings[0].member == MANIFEST
    assert [each.layer for each in report.skipped] == ["job", "documents"]
    assert codes_of(validate_manifest(content, PUBLIC)) == [code]


def test_a_finding_about_a_file_that_cannot_be_read_has_the_line() -> None:
    [finding] = validate_manifest(manifest()[:-5], PUBLIC).findings
    assert (finding.where, finding.line, finding.member) == (None, 31, None)


def test_a_finding_about_a_too_large_manifest_has_no_line() -> None:
    [finding] = of_bundle(sealed(taken_apart() | {MANIFEST: manifest() + b" " * (1 << 20)})).findings
    assert (finding.where, finding.line, finding.member) == (None, None, MANIFEST)


@pytest.mark.parametrize(
    ("bundle", "expected", "other"),
    [
        pytest.param(a_bundle(), SigningFlow.PORTAL, SigningFlow.DIRECT, id="portal"),
        pytest.param(a_direct_bundle(), SigningFlow.DIRECT, SigningFlow.PORTAL, id="direct"),
    ],
)
def test_a_manifest_of_the_other_flow_is_one_finding(bundle: bytes, expected: SigningFlow, other: SigningFlow) -> None:
    assert of_bundle(bundle, flow=expected).findings == ()
    report = of_bundle(bundle, flow=other)
    [finding] = report.findings
    assert finding.code == "PSR104"
    assert finding.message == f"this belongs to the {expected} flow; the {other} flow was expected"
    assert finding.where == f"/{expected}-signature-job-manifest"
    assert [each.layer for each in report.skipped] == ["job"]


NUMBER = "<personal-identification-number>01818000282</personal-identification-number>"


@pytest.mark.parametrize(
    ("job", "old", "new", "where"),
    [
        pytest.param(a_direct_job(), "    <signer>", '    <signer order="1">', "signer/@order", id="order"),
        pytest.param(a_direct_job(), NUMBER, NUMBER + CONTACT, "signer/notifications", id="notifications"),
        pytest.param(a_direct_job(), NUMBER, NUMBER + LOOKUP, "signer/notifications-using-lookup", id="lookup"),
        pytest.param(
            a_direct_job(), NUMBER, "<identified-by-contact-information/>", "signer/identified-by-contact-information",
            id="contact information",
        ),
        pytest.param(
            a_direct_job(), "</documents>", "</documents><availability/>", "availability", id="availability"
        ),
        pytest.param(
            a_direct_job(), "contract</title>", "contract</title><nonsensitive-title/>", "nonsensitive-title",
            id="non-sensitive title",
        ),
        pytest.param(
            a_direct_job(title="Contract", deprecated_single_document=True), "</title>",
            "</title><nonsensitive-title>a</nonsensitive-title>", "document/nonsensitive-title", id="deprecated",
        ),
        pytest.param(
            a_job(), NUMBER, "<signer-identifier>a</signer-identifier>", "signers/signer[1]/signer-identifier",
            id="own identifier",
        ),
        pytest.param(a_job(), "<signers>", f"<signer>{NUMBER}</signer><signers>", "signer", id="signer"),
    ],
)  # fmt: skip
def test_an_element_of_the_other_flow_is_one_finding(job: AnyJob, old: str, new: str, where: str) -> None:
    content = edited(write_manifest(job), old.strip() if "order" in new else old, new.strip())
    [finding] = validate_manifest(content, PUBLIC).errors
    assert (finding.code, finding.where) == ("PSR107", f"/{MANIFEST_ROOTS[job.flow]}/{where}")
    other = next(flow for flow in SigningFlow if flow is not job.flow)
    assert finding.message.startswith(f"`{where.rpartition('/')[2].removeprefix('@')}` belongs to the {other} flow: ")


def test_a_manifest_of_the_other_flow_with_another_root_is_explained() -> None:
    content = write_manifest(a_job()).replace(b"portal-signature", b"direct-signature")
    findings = validate_manifest(content, PUBLIC).findings
    assert [(each.code, str(each.where).rpartition("/")[2]) for each in findings] == [
        ("PSR107", name) for name in ("signers", "nonsensitive-title", "availability")
    ]
    content = write_manifest(a_direct_job()).replace(b"direct-signature", b"portal-signature")
    [finding] = [each for each in validate_manifest(content, PUBLIC).findings if each.code != "PSR603"]
    assert finding.message == "`signer` belongs to the direct flow: write every `signer` inside `signers`"


def test_each_schema_fault_has_its_place() -> None:
    broken = manifest().replace(b"Employment contract", b"x" * 81).replace(b"984661185", b"98466118")
    report = validate_manifest(broken, PUBLIC)
    assert [(each.code, each.where, each.line, each.message) for each in report.findings] == [
        (
            "PSR103",
            f"{ROOT}/sender/organization-number",
            19,
            "`organization-number` must be nine digits; found '98466118'",
        ),
        ("PSR103", f"{ROOT}/title", 21, "`title` must have 1 to 80 characters; found 81"),
    ]


def test_a_fault_against_the_schema_does_not_hide_one_against_another_rule() -> None:
    broken = manifest().replace(b"Employment contract", b"x" * 81).replace(b"864000", b"7776001")
    assert codes_of(validate_manifest(broken, PRIVATE)) == ["PSR103", "PSR301", "PSR401"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<title>Employment contract</title>", "", id="no title"),
        pytest.param("<organization-number>984661185</organization-number>", "", id="no organisation number"),
        pytest.param(
            "<personal-identification-number>01818000282</personal-identification-number>", "", id="no notification"
        ),
        pytest.param("<identified-by-contact-information/>", "", id="no contact information"),
        pytest.param(LOOKUP, "", id="no notifications"),
        pytest.param(CONTACT, "<notifications/>", id="notifications without an address"),
        pytest.param(LOOKUP, "<notifications/>", id="a citizen's notifications without an address"),
        pytest.param(LOOKUP, '<notifications><fax number="1"/></notifications>', id="notifications by other means"),
        pytest.param(LOOKUP, f"{LOOKUP}<notifications/>", id="lookup and notifications without an address"),
        pytest.param(LOOKUP, f"{LOOKUP}{CONTACT}", id="lookup and notifications"),
        pytest.param(LOOKUP, f"{CONTACT.replace('ola@example.com', '')}{LOOKUP}", id="blank notifications and lookup"),
        pytest.param(' address="ola@example.com"', "", id="an e-mail without an address"),
        pytest.param("<email/>", "", id="lookup without e-mail"),
        pytest.param("<available-seconds>864000<", "<available-seconds>soon<", id="no number of seconds"),
        pytest.param("<available-seconds>864000<", "<available-seconds>-1<", id="a negative number of seconds"),
        pytest.param("<available-seconds>", "<activation-time>soon</activation-time><available-seconds>", id="no time"),
        pytest.param('order="1"', 'order="first"', id="no order"),
        pytest.param(' mime="application/pdf"', "", id="no media type"),
        pytest.param("<title>Contract</title>", "", id="a document without a title"),
        pytest.param("</signers>", "</signers><extra/>", id="an element too many"),
        pytest.param(
            "864000</available-seconds>", "864000</available-seconds><extra/>", id="an element too many within"
        ),
    ],
)
def test_a_fault_against_the_schema_brings_no_false_alarm(old: str, new: str) -> None:
    report = of_bundle(with_manifest(old, new))
    assert [finding.code for finding in report.findings] == ["PSR103"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            edited(manifest(), "<portal-", "<!DOCTYPE x><portal-"),
            "document type declarations are not allowed; remove the DOCTYPE",
            id="a document type",
        ),
        pytest.param(b"<a>".ljust((1 << 20) + 1), "1,048,577 bytes of XML; the maximum is 1,048,576", id="too large"),
    ],
)
def test_what_is_forbidden_is_named(content: bytes, message: str) -> None:
    [finding] = validate_manifest(content, PUBLIC).findings
    assert (finding.code, finding.message) == ("PSR102", message)


def test_the_hint_for_another_document_names_the_namespace() -> None:
    [finding] = validate_manifest(edited(manifest(), NAMESPACE, "urn:another"), PUBLIC).findings
    assert NAMESPACE in (finding.hint or "")


@pytest.mark.parametrize("blanks", [" {}", "{}\n", "\r\n\t {} "])
def test_white_space_around_an_activation_time_is_nothing(blanks: str) -> None:
    moment = blanks.format("2030-01-31T12:00:00+01:00")
    timed = f"<activation-time>{moment}</activation-time><available-seconds>"
    assert of_bundle(with_manifest("<available-seconds>", timed)).findings == ()


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("<notifications-using-lookup/>", id="as the documentation has it"),
        pytest.param("<notifications-using-lookup></notifications-using-lookup>", id="in two tags"),
        pytest.param("<notifications-using-lookup><email/></notifications-using-lookup>", id="with its e-mail"),
        pytest.param("<notifications-using-lookup><!-- all --></notifications-using-lookup>", id="with a comment"),
        pytest.param('<email address="a@b.no"/><notifications-using-lookup/>', id="after an address"),
    ],
)
def test_lookup_inside_notifications_is_one_finding_that_says_what_to_write(inside: str) -> None:
    report = of_bundle(with_manifest(LOOKUP, f"<notifications>{inside}</notifications>"))
    [finding] = report.findings
    assert (finding.code, finding.where, finding.line) == ("PSR106", f"{ROOT}/{INSIDE}", 6)
    assert "<notifications-using-lookup><email/><sms/></notifications-using-lookup>" in (finding.hint or "")


def test_lookup_inside_notifications_is_a_finding_for_each_signer() -> None:
    wrong = "<notifications><notifications-using-lookup/></notifications>"
    broken = edited(edited(manifest(), LOOKUP, wrong), CONTACT, wrong)
    report = validate_manifest(broken, PUBLIC)
    assert [(each.code, each.where) for each in report.findings] == [
        ("PSR106", f"{ROOT}/{INSIDE}"),
        ("PSR106", f"{ROOT}/{INSIDE}".replace("[1]", "[2]")),
        ("PSR303", f"{ROOT}/signers/signer[2]/notifications-using-lookup"),
    ]


def test_lookup_inside_notifications_is_lookup_to_the_other_rules() -> None:
    broken = edited(manifest(), LOOKUP, "<notifications><notifications-using-lookup/></notifications>")
    assert codes_of(validate_manifest(broken, PRIVATE)) == ["PSR106", "PSR301"]


def test_another_fault_beside_lookup_inside_notifications_is_a_finding() -> None:
    broken = edited(
        manifest(),
        LOOKUP,
        "<notifications><notifications-using-lookup><x/></notifications-using-lookup></notifications>",
    )
    assert codes_of(validate_manifest(broken.replace(b"Employment contract", b""), PUBLIC)) == ["PSR103", "PSR106"]


def test_a_valid_lookup_is_not_inside_notifications() -> None:
    assert codes_of(validate_manifest(manifest(), PUBLIC)) == []


def test_the_deprecated_form_is_a_warning_and_checked_like_the_other_form() -> None:
    old = manifest()
    start, end = old.index(b"<title>"), old.index(b"<availability>")
    single = (
        b'<document href="contract.pdf" mime="application/pdf"><title>Employment contract</title>'
        b"<nonsensitive-title>A contract</nonsensitive-title></document>"
    )
    report = of_bundle(sealed(taken_apart() | {MANIFEST: old[:start] + single + old[end:]}))
    assert [(each.code, each.where) for each in report.findings] == [("PSR105", f"{ROOT}/document")]
    assert of_bundle(sealed(taken_apart() | {MANIFEST: old[:start] + single + old[end:]}), sector=None).is_valid


def test_the_documentation_s_manifests_have_no_error_for_a_public_sender(vectors: Path) -> None:
    examples = sorted((vectors / "official-examples").glob("manifest*.xml"))
    reports = {path.name: validate_manifest(path.read_bytes(), PUBLIC) for path in examples}
    assert {name: [each.code for each in report.errors] for name, report in reports.items()} == {
        "manifest-legacy.xml": [],
        "manifest-signer-without-pin.xml": [],
        "manifest-specify-on-behalf-of.xml": [],
        "manifest-specify-signtype-and-auth.xml": [],
        "manifest.xml": [],
    }


EMOJI = "\N{MEMO}"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        pytest.param("Employment contract", EMOJI * 40, [], id="within the limit"),
        pytest.param("Employment contract", EMOJI * 41, ["PSR108"], id="beyond it in UTF-16"),
        pytest.param("Employment contract", "&#x1F4DD;" * 41, ["PSR108"], id="written as references"),
        pytest.param("Employment contract", EMOJI * 81, ["PSR103"], id="beyond it in characters"),
    ],
)
def test_a_limit_also_holds_in_utf_16(old: str, new: str, codes: list[str]) -> None:
    report = validate_manifest(edited(manifest(), old, new), PUBLIC)
    assert [each.code for each in report.findings if each.code.startswith("PSR1")] == codes
