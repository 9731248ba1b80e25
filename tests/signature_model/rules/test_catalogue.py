"""The catalogue is a contract: codes, names and severities are written here a second time, by hand."""

import re
from typing import Any

import pytest

from signature_model import validate_bundle, validate_job
from signature_model.jobs.context import SigningFlow
from signature_model.rules import catalogue
from signature_model.rules.catalogue import CATALOGUE, unknown_codes
from signature_model.rules.registry import Rule
from tests.kits.jobs import a_bundle, a_direct_bundle, a_direct_job, a_job
from tests.kits.reports import FULL

NATIONAL_REGISTRY = "number series of the National Registry"
LEGAL_ENTITIES = "number series of the Register of Legal Entities"

CONTRACT = f"""
PSR001 not-a-zip                          error    package
PSR002 unsafe-member-name                 error    zip
PSR003 duplicate-member                   error    zip
PSR004 colliding-members                  warning  zip
PSR005 encrypted-member                   error    ASiC
PSR006 limits-exceeded                    error    create
PSR007 inconsistent-archive               error    zip
PSR008 unsupported-compression            error    zip
PSR009 manifest-missing                   error    package
PSR010 signatures-missing                 error    package
PSR011 several-signature-files            error    package 8.3.1
PSR012 asic-manifest-present              error    package 8.3.2
PSR013 undeclared-member                  error    package 8.2
PSR014 document-missing                   error    package
PSR015 wrong-mimetype                     error    ASiC
PSR016 corrupt-member                     error    zip
PSR017 name-encoding-undeclared           warning  zip, appendix D
PSR018 unstreamable-member                warning  zip
PSR101 malformed-xml                      error    xsd
PSR102 forbidden-xml                      error    security
PSR103 schema-violation                   error    xsd
PSR104 other-document                     error    xsd
PSR105 deprecated-single-document         warning  xsd
PSR106 lookup-inside-notifications        error    xsd, portal
PSR107 other-flows-element                error    xsd
PSR108 longer-in-utf-16                   warning  xsd
PSR201 documents-too-large                error    create
PSR202 not-a-pdf                          error    create
PSR203 pdf-version                        error    create
PSR204 pdf-encrypted                      error    create
PSR205 pdf-damaged                        error    create
PSR206 duplicate-href                     error    package
PSR207 reserved-href                      error    package
PSR208 media-type                         error    create
PSR209 plain-text-document                warning  create
PSR210 unportable-href                    warning  package
PSR211 page-size                          note     create
PSR212 mixed-pdfa                         note     create
PSR213 pdf-repaired                       warning  PDF 7.5 and 7.7
PSR214 pdf-not-examined                   warning  -
PSR215 pdf-shows-differently              note     -
PSR301 lookup-needs-public-sector         error    portal
PSR302 lookup-on-behalf-of-other          error    portal
PSR303 lookup-without-number              error    addressing
PSR304 signature-type-not-offered         error    type
PSR305 authentication-level-not-offered   error    level
PSR306 identifier-not-offered             error    signed
PSR307 number-shown-but-unknown           error    signed
PSR308 citizen-without-lookup             warning  portal
PSR309 duplicate-signer                   warning  xsd
PSR310 blank-contact                      error    addressing
PSR311 implausible-email                  warning  addressing
PSR312 implausible-mobile                 warning  addressing
PSR313 number-check-digits                warning  {NATIONAL_REGISTRY}
PSR314 synthetic-number-in-production     warning  {NATIONAL_REGISTRY}
PSR315 organization-check-digit           warning  {LEGAL_ENTITIES}
PSR316 several-documents-advanced         error    create
PSR317 order-without-effect               note     xsd
PSR318 sector-not-stated                  note     portal
PSR401 available-too-long                 error    portal
PSR402 activation-in-the-past             note     create
PSR403 activation-without-zone            warning  xsd
PSR404 never-available                    warning  portal
PSR405 no-reminder                        note     notifications
PSR501 signatures-malformed               error    package
PSR502 signature-count                    error    package 8.3.1
PSR503 digest-mismatch                    error    XAdES
PSR504 signature-invalid                  error    XAdES
PSR505 algorithm                          error    package 5.1, 6.2.2
PSR506 member-not-sealed                  error    package 8.2
PSR507 foreign-reference                  error    package 6.2.3
PSR508 reference-transform                error    package 6.2.4
PSR509 signed-properties                  error    XAdES
PSR510 signing-certificate                error    XAdES
PSR511 chain-incomplete                   warning  package 6.2.1
PSR512 certificate-expired                error    XAdES
PSR513 certificate-unsuited               error    security
PSR514 sealed-by-another                  warning  package
PSR515 signing-time-off                   warning  package 6.3.2
PSR516 data-object-format                 warning  package 6.3.3
PSR517 untrusted-issuer                   error    security
PSR518 certificate-order                  warning  package 6.2.1
PSR519 member-sealed-twice                warning  package 6.2.3
PSR601 personal-data-in-reference         warning  security
PSR602 personal-data-in-nonsensitive-title  warning  security
PSR603 no-nonsensitive-title              note     portal
PSR604 blank-text                         warning  what signers see
PSR701 exit-url-unusable                  warning  direct
PSR702 exit-url-unencrypted               warning  direct
PSR703 exit-url-holds-token               warning  direct
PSR704 exit-url-fragment                  note     direct
PSR705 personal-data-in-signer-identifier  warning  security
PSR706 shown-identifier-left-open         note     signed
PSR707 queue-without-polling              note     direct
PSR708 polling-without-queue              note     direct
"""


def test_the_catalogue_is_the_contract() -> None:
    promised = [tuple(line.split(maxsplit=3)) for line in CONTRACT.strip().splitlines()]
    assert [(each.code, each.name, str(each.severity), each.source) for each in CATALOGUE.values()] == promised


def test_the_valid_jobs_and_their_bundles_break_no_rule() -> None:
    for job, bundle in ((a_job(), a_bundle()), (a_direct_job(), a_direct_bundle())):
        assert (validate_job(job).findings, str(validate_bundle(bundle, FULL))) == ((), "no findings")


def test_no_two_rules_share_a_code_or_a_name() -> None:
    rules = [rule for layer in layers() for rule in layer]
    assert {rule.code for rule in rules} == set(CATALOGUE)
    assert len({rule.name for rule in rules}) == len(CATALOGUE)


def layers() -> list[tuple[Rule[Any], ...]]:
    """Return the rules of each layer; requests and jobs have those of each flow."""
    found = [value for name, value in vars(catalogue).items() if name.endswith("_RULES")]
    return [layer for value in found for layer in (value.values() if isinstance(value, dict) else (value,))]


def test_every_rule_explains_itself_in_two_sentences_at_least() -> None:
    for code, rule in CATALOGUE.items():
        first, _, more = rule.explanation.partition("\n")
        assert first.endswith("."), code
        assert re.search(r"\w{2,}.*[.:]$", more.strip().splitlines()[-1]), code
        assert not re.search(r"PSR\d", rule.explanation), code


def test_a_hint_is_an_advice_without_a_full_stop() -> None:
    hints = {code: rule.hint for code, rule in CATALOGUE.items()}
    assert [code for code, hint in hints.items() if not hint.isprintable() or hint.endswith(".") or not hint] == []


@pytest.mark.parametrize(
    ("prefixes", "unknown"),
    [
        pytest.param(["PSR401"], (), id="a code"),
        pytest.param(["PSR4", "PSR"], (), id="the beginning of codes"),
        pytest.param(["PSR999"], ("PSR999",), id="no code"),
        pytest.param(["PSR4", "PSR4011", "psr4"], ("PSR4011", "psr4"), id="some"),
        pytest.param([""], ("",), id="nothing"),
    ],
)
def test_a_prefix_that_no_code_begins_with_is_unknown(prefixes: list[str], unknown: tuple[str, ...]) -> None:
    assert unknown_codes(prefixes) == unknown


def test_rules_of_one_flow_do_not_run_in_the_other() -> None:
    only = {flow: {each.code for each in rules} for flow, rules in catalogue.JOB_RULES.items()}
    portal = {"PSR301", "PSR302", "PSR303", "PSR308", "PSR310", "PSR311", "PSR312", "PSR317", "PSR602", "PSR603"}
    assert only[SigningFlow.PORTAL] - only[SigningFlow.DIRECT] == portal | {f"PSR40{n}" for n in range(1, 6)}
    assert only[SigningFlow.DIRECT] - only[SigningFlow.PORTAL] == {"PSR705", "PSR706"}
