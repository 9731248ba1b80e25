"""A bundle has the files that it needs, and no others."""

from dataclasses import replace

import pytest

from signature_model import validate_bundle
from signature_model.validation.validators import validate_members
from tests.kits.archives import Raw, archive
from tests.kits.bundles import (
    CONTRACT,
    MANIFEST,
    SEAL,
    changed,
    edited,
    put_together,
    raws,
    sealed,
    taken_apart,
    with_manifest,
)
from tests.kits.jobs import a_pdf
from tests.kits.reports import FULL, codes_of, of_bundle

TYPE = b"application/vnd.etsi.asic-e+zip"


def renamed(**names: str) -> bytes:
    """The valid bundle, sealed as it was, with other names for some members."""
    new = {MANIFEST: names.get("manifest", MANIFEST), SEAL: names.get("seal", SEAL)}
    return put_together({new.get(name, name): content for name, content in taken_apart().items()})


@pytest.mark.parametrize("name", ["Manifest.xml", "manifest.XML", "META-INF/manifest", "x/manifest.xml"])
def test_the_manifest_is_at_the_top_and_spelled_so(name: str) -> None:
    report = of_bundle(renamed(manifest=name))
    assert "PSR009" in codes_of(report)
    assert {"manifest", "documents"} <= {each.layer for each in report.skipped}


def test_files_in_a_folder_are_named_where_they_are() -> None:
    noise = {"__MACOSX/contract/._manifest.xml": b"", "my-manifest.xml": b""}
    members = noise | {f"contract/{name}": content for name, content in taken_apart().items()}
    assert [finding.message for finding in of_bundle(put_together(members)).findings] == [
        "`manifest.xml` is missing; there is 'contract/manifest.xml'",
        "`META-INF/signatures.xml` is missing; there is 'contract/META-INF/signatures.xml'",
    ]


@pytest.mark.parametrize("name", ["META-INF/Signatures.xml", "META-INF/signature.xml", "META-INF/signatures001.xml"])
def test_a_single_seal_of_another_name_is_missing_and_not_one_too_many(name: str) -> None:
    assert codes_of(of_bundle(renamed(seal=name))) == ["PSR010"]


def test_of_two_seals_of_other_names_each_is_one_too_many() -> None:
    report = of_bundle(changed(seal=None, **{"META-INF/signature.xml": b"", "META-INF/signatures2.xml": b""}))
    assert [(finding.code, finding.member) for finding in report.findings] == [
        ("PSR010", SEAL),
        ("PSR011", "META-INF/signature.xml"),
        ("PSR011", "META-INF/signatures2.xml"),
    ]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        pytest.param("META-INF/signatures2.xml", ["PSR011"], id="a second signature file"),
        pytest.param("META-INF/my-SIGNATURE.p7s", ["PSR011"], id="a signature of another kind"),
        pytest.param("META-INF/manifest.xml", ["PSR012"], id="the manifest of ASiC"),
        pytest.param("META-INF/ASiCManifest.xml", [], id="another manifest"),
        pytest.param("META-INF/container.xml", [], id="anything else in META-INF"),
        pytest.param("META-INF/x/signature.xml", [], id="deeper than ASiC looks"),
        pytest.param("META-INF//signature.xml", ["PSR002", "PSR011"], id="an empty segment"),
        pytest.param("signatures.xml", ["PSR013", "PSR506"], id="a signature file outside META-INF"),
        pytest.param("x.pdf", ["PSR013", "PSR506"], id="a stowaway"),
        pytest.param("x/y.pdf", ["PSR013", "PSR506"], id="a stowaway in a folder"),
        pytest.param("x/", [], id="a folder"),
        pytest.param("META-INF/", [], id="the folder of the seal"),
        pytest.param("CONTRACT.pdf", ["PSR004", "PSR013", "PSR506"], id="a stowaway with a look-alike name"),
    ],
)
def test_what_else_may_be_in_a_bundle(name: str, codes: list[str]) -> None:
    assert codes_of(of_bundle(changed(**{name: b""}))) == codes


def test_a_mimetype_is_neither_declared_nor_sealed() -> None:
    mimetype = Raw(name=b"mimetype", content=TYPE)
    assert of_bundle(archive(mimetype, *raws(taken_apart()))).findings == ()


def test_a_mimetype_may_be_sealed() -> None:
    members = {"mimetype": TYPE} | taken_apart()
    assert codes_of(of_bundle(sealed(members))) == []


def test_the_order_of_the_members_does_not_matter() -> None:
    assert of_bundle(put_together(dict(reversed(taken_apart().items())))).findings == ()


@pytest.mark.parametrize(
    ("href", "member"),
    [
        pytest.param("contract.pdf", "contract.pdf", id="as it stands"),
        pytest.param("my contract.pdf", "my contract.pdf", id="raw"),
        pytest.param("my%20contract.pdf", "my contract.pdf", id="percent-encoded"),
        pytest.param("my+contract.pdf", "my contract.pdf", id="form-encoded"),
        pytest.param("kj%C3%B8p.pdf", "kjøp.pdf", id="percent-encoded Norwegian"),
        pytest.param("kjøp.pdf", "kjøp.pdf", id="raw Norwegian"),
    ],
)
def test_a_document_is_found_however_its_name_is_written(href: str, member: str) -> None:
    members = taken_apart(with_manifest('href="contract.pdf"', f'href="{href}"'))
    bundle = sealed({member if name == CONTRACT else name: content for name, content in members.items()})
    assert [code for code in codes_of(of_bundle(bundle)) if code != "PSR210"] == []


@pytest.mark.parametrize(
    ("href", "codes"),
    [
        pytest.param("contrast.pdf", ["PSR013", "PSR014"], id="another name"),
        pytest.param("Contract.pdf", ["PSR013", "PSR014"], id="another case"),
        pytest.param("./contract.pdf", ["PSR013", "PSR014"], id="a path"),
        pytest.param("docs", ["PSR013", "PSR014"], id="no file at all"),
    ],
)
def test_a_document_of_another_name_is_missing_and_the_one_at_hand_undeclared(href: str, codes: list[str]) -> None:
    assert codes_of(of_bundle(with_manifest('href="contract.pdf"', f'href="{href}"'))) == codes


@pytest.mark.parametrize("name", ["kjøp.pdf", "kj%C3%B8p.pdf"])
@pytest.mark.parametrize("encoding", ["cp437", "latin-1", "cp865"])
def test_a_name_in_an_unknown_encoding_is_one_finding(name: str, encoding: str) -> None:
    members = taken_apart(with_manifest('href="contract.pdf"', f'href="{name}"'))
    named = {"kjøp.pdf" if each == CONTRACT else each: content for each, content in members.items()}
    document, *others = raws(taken_apart(sealed(named)))
    raw = replace(document, name="kjåp.pdf".encode(encoding), both={"flags": 0})
    assert set(codes_of(of_bundle(archive(raw, *others)))) - {"PSR210"} == {"PSR002"}


def test_a_missing_document_in_ascii_is_not_a_file_with_a_name_in_an_unknown_encoding() -> None:
    document, *others = raws(taken_apart())
    raw = replace(document, name=b"kj\xf8p.pdf", both={"flags": 0})
    assert codes_of(of_bundle(archive(raw, *others))) == ["PSR002", "PSR014"]


def test_a_folder_is_not_a_document() -> None:
    members = taken_apart(with_manifest('href="contract.pdf"', 'href="docs/"'))
    del members[CONTRACT]
    report = of_bundle(put_together(taken_apart(sealed(members)) | {"docs/": b""}))
    assert codes_of(report) == ["PSR014", "PSR210"]
    assert "'docs/' names a folder" in [finding.message for finding in report.findings]


def test_a_missing_document_is_named_where_the_manifest_names_it() -> None:
    [finding] = of_bundle(changed(contract=None)).findings
    assert (finding.member, finding.where, finding.line) == (
        "manifest.xml",
        "/portal-signature-job-manifest/documents/document/@href",
        24,
    )
    assert finding.message == "the bundle has no file 'contract.pdf'"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(' href="contract.pdf"', "", id="no href"),
        pytest.param(' href="contract.pdf"', ' href=""', id="an empty href"),
        pytest.param("documents>", "dokumenter>", id="no documents"),
        pytest.param("document>", "dokument>", id="no document"),
    ],
)
def test_what_a_faulty_manifest_does_not_name_is_not_said_to_be_undeclared(old: str, new: str) -> None:
    manifest = taken_apart()[MANIFEST]
    if old == "document>":
        manifest = edited(manifest, "<document ", "<dokument ")
    broken = edited(manifest, old, new, count=manifest.count(old.encode()))
    assert codes_of(of_bundle(sealed(taken_apart() | {MANIFEST: broken}))) == ["PSR103"]


def with_another(href: str, *members: str) -> bytes:
    """The valid bundle, in which a second document is declared by this name, with more members."""
    second = f'<document href="{href}" mime="application/pdf"><title>Again</title></document></documents>'
    manifest = edited(taken_apart()[MANIFEST], "</documents>", second)
    return sealed(taken_apart() | {MANIFEST: manifest} | dict.fromkeys(members, a_pdf()))


@pytest.mark.parametrize(
    ("href", "members", "codes"),
    [
        pytest.param("contract.pdf", [], ["PSR206"], id="one name twice"),
        pytest.param("contract%2Epdf", [], ["PSR206", "PSR210"], id="percent-encoded"),
        pytest.param("contract%2Epdf", ["contract%2Epdf"], ["PSR210"], id="the name of another file as it stands"),
        pytest.param("another.pdf", [], ["PSR014"], id="a name of no file"),
        pytest.param("another.pdf", ["another.pdf"], [], id="another name"),
    ],
)
def test_each_document_has_a_file_of_its_own(href: str, members: list[str], codes: list[str]) -> None:
    assert codes_of(of_bundle(with_another(href, *members))) == codes


def test_names_that_mean_the_same_file_of_a_bundle_are_one_file() -> None:
    members = taken_apart(with_another("my+contract.pdf"))
    members[MANIFEST] = edited(members[MANIFEST], 'href="contract.pdf"', 'href="my%20contract.pdf"')
    members["my contract.pdf"] = members.pop(CONTRACT)
    [finding] = [each for each in of_bundle(sealed(members)).findings if each.code != "PSR210"]
    assert (finding.code, finding.message) == ("PSR206", "an earlier document already names 'my+contract.pdf'")
    assert (finding.member, finding.where) == (MANIFEST, "/portal-signature-job-manifest/documents/document[2]/@href")


def test_two_files_of_a_bundle_may_have_names_of_which_one_is_the_other_encoded() -> None:
    members = taken_apart(with_another("my%20contract.pdf", "my%20contract.pdf"))
    members[MANIFEST] = edited(members[MANIFEST], 'href="contract.pdf"', 'href="my contract.pdf"')
    members["my contract.pdf"] = members.pop(CONTRACT)
    assert "PSR206" not in codes_of(of_bundle(sealed(members)))


def test_two_documents_that_name_no_file_do_not_name_the_same_one() -> None:
    members = taken_apart(with_another("another.pdf"))
    for href in (CONTRACT, "another.pdf"):
        members[MANIFEST] = edited(members[MANIFEST], f' href="{href}"', "")
    assert "PSR206" not in codes_of(of_bundle(sealed(members)))


@pytest.mark.parametrize(
    ("member", "other"),
    [
        pytest.param(CONTRACT, "other.pdf", id="a document that is another before its content"),
        pytest.param("other.pdf", CONTRACT, id="a document that is another in the directory"),
        pytest.param(MANIFEST, "other.xml", id="a manifest that is another before its content"),
        pytest.param("other.xml", MANIFEST, id="a manifest that is another in the directory"),
        pytest.param(SEAL, "META-INF/other.xml", id="a seal that is another before its content"),
        pytest.param("META-INF/other.xml", SEAL, id="a seal that is another in the directory"),
    ],
)
def test_a_file_of_two_names_is_that_fault_and_no_other(member: str, other: str) -> None:
    two = [
        replace(each, name=member.encode(), local_name=other.encode())
        if each.name.decode() in {member, other}
        else each
        for each in raws(taken_apart())
    ]
    [finding] = of_bundle(archive(*two)).findings
    assert (finding.code, finding.member) == ("PSR007", member)
    assert finding.message == "the local header has another name than the directory"


def test_the_same_rules_check_an_unpacked_bundle() -> None:
    members = taken_apart()
    assert codes_of(validate_members(members, context=FULL)) == []
    findings = validate_members(members | {"x.pdf": a_pdf()}, context=FULL).findings
    assert [(each.code, each.member) for each in findings] == [("PSR013", "x.pdf"), ("PSR506", "x.pdf")]
    del members[MANIFEST]
    assert codes_of(validate_members(members, context=FULL)) == ["PSR009"]


def test_two_independent_faults_are_two_findings() -> None:
    report = validate_bundle(changed(manifest=None, seal=None), FULL)
    assert [finding.code for finding in report.findings] == ["PSR009", "PSR010"]
    assert [finding.code for finding in validate_bundle(put_together({}), FULL).findings] == ["PSR009", "PSR010"]
