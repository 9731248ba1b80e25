"""Each fault of an archive is one finding."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.containers.names import MAX_NAME_LENGTH
from signature_model.containers.reading import MAX_MEMBERS, open_container
from signature_model.containers.writing import NewMember, write_container
from signature_model.errors import NotAZip
from signature_model.jobs.context import Context
from signature_model.rules import containers
from signature_model.rules.catalogue import CONTAINER_RULES, NAME_RULES
from signature_model.rules.registry import Place, Problem
from tests.kits.archives import Raw, archive, deflated, descriptor

A, B = Raw(), Raw(name=b"manifest.xml", content=b"<b/>" * 99, method=8)
MIMETYPE = Raw(name=b"mimetype", content=b"application/vnd.etsi.asic-e+zip")
FOLDER = Raw(name=b"META-INF/", content=b"")
STREAMED = Raw(both={"flags": 0x808}, local={"crc": 0, "compressed_size": 0, "size": 0})
DEFLATED = replace(STREAMED, method=8)
UNSTREAMABLE = replace(STREAMED, after=descriptor(STREAMED))


def problems_in(content: bytes) -> list[tuple[str, Problem]]:
    try:
        opened = open_container(content)
    except NotAZip as error:
        return [(containers.not_a_zip.code, problem) for problem in containers.not_a_zip.check(error, Context())]
    found = [(rule.code, problem) for rule in CONTAINER_RULES for problem in rule.check(opened, Context())]
    return found + [(rule.code, each) for rule in NAME_RULES for each in rule.check(opened.names, Context())]


def codes_of(content: bytes) -> list[str]:
    return [code for code, _ in problems_in(content)]


def swap(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(archive(A, B), id="two members"),
        pytest.param(archive(MIMETYPE, A, B), id="a mimetype"),
        pytest.param(archive(FOLDER, A), id="a folder"),
        pytest.param(archive(B, replace(DEFLATED, after=descriptor(DEFLATED))), id="data descriptors"),
        pytest.param(archive(A, B, comment=b"a comment"), id="a comment"),
        pytest.param(archive(A, B, zip64={}), id="zip64"),
        pytest.param(archive(*(Raw(name=b"%d" % number) for number in range(MAX_MEMBERS))), id="many members"),
        pytest.param(archive(), id="nothing"),
    ],
)
def test_a_sound_archive_breaks_no_rule(content: bytes) -> None:
    assert problems_in(content) == []


def test_a_large_document_that_compresses_well_breaks_no_rule() -> None:
    assert problems_in(archive(Raw(content=bytes(11 << 20), method=8))) == []


@pytest.mark.parametrize("size", [pytest.param(17 << 20, id="a bomb"), pytest.param(65 << 20, id="a large member")])
def test_too_large_a_member_is_one_finding(size: int) -> None:
    assert codes_of(archive(A, Raw(name=b"b", content=bytes(size), method=8))) == ["PSR006"]


def test_very_many_members_are_one_finding() -> None:
    assert codes_of(archive(*[A] * 65535)) == ["PSR006"]


def test_the_message_says_that_a_member_is_encrypted_in_the_archive() -> None:
    assert problems_in(archive(A, replace(B, both={"flags": 0x801}))) == [
        ("PSR005", (Place(member="manifest.xml"), "encrypted in the archive"))
    ]


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        pytest.param(
            b"", [("PSR001", "it is an empty file, not a bundle; check the program that wrote it")], id="no archive"
        ),
        pytest.param(
            archive(*(Raw(name=b"%d" % number) for number in range(MAX_MEMBERS + 1))),
            [("PSR006", "more than 100 members")],
            id="too many members",
        ),
        pytest.param(
            archive(A, before=b"junk", end={"here": 0}),
            [
                ("PSR007", "the end record states two numbers of entries: 1 in all files, 0 in this file"),
                ("PSR007", "4 bytes at offset 0 outside every member"),
            ],
            id="contradictions",
        ),
        pytest.param(archive(A, before=b"x"), [("PSR007", "1 byte at offset 0 outside every member")], id="one byte"),
    ],
)
def test_a_finding_about_the_whole_archive_has_no_place(content: bytes, problems: list[tuple[str, str]]) -> None:
    assert problems_in(content) == [(code, ("", message)) for code, message in problems]


def test_what_the_java_client_writes_breaks_no_rule(vectors: Path) -> None:
    bundles = [path.read_bytes() for path in (vectors / "java-bundles").glob("*.asice")]
    assert bundles
    assert [problems_in(bundle) for bundle in bundles] == [[] for _ in bundles]


@pytest.mark.parametrize(
    ("code", "content"),
    [
        pytest.param("PSR001", b"%PDF-1.7", id="a PDF"),
        pytest.param("PSR001", archive(A, B)[:-1], id="its end cut off"),
        pytest.param("PSR001", archive(A, B)[1:], id="its beginning cut off"),
        pytest.param("PSR001", swap(archive(A, B), b"PK\1\2", b"PK\1\1"), id="a damaged directory"),
        pytest.param("PSR002", archive(A, replace(B, name=b"/etc/passwd")), id="an absolute path"),
        pytest.param("PSR002", archive(A, replace(B, name=b"x/../../y")), id="a parent folder"),
        pytest.param("PSR002", archive(A, replace(B, name=b"./b.pdf")), id="a dotted segment"),
        pytest.param("PSR002", archive(A, replace(B, name=b"x//b.pdf")), id="an empty segment"),
        pytest.param("PSR002", archive(A, replace(B, name=b"x\\y")), id="a backslash"),
        pytest.param("PSR002", archive(A, replace(B, name=b"c:x")), id="a drive letter"),
        pytest.param("PSR002", archive(A, replace(B, name=b"x\0.pdf")), id="a NUL"),
        pytest.param("PSR002", archive(A, replace(B, name=b"\x1b[2J")), id="a control character"),
        pytest.param("PSR002", archive(A, replace(B, name=b"")), id="no name"),
        pytest.param("PSR002", archive(A, replace(B, name=b"bl\xe5")), id="not UTF-8"),
        pytest.param("PSR002", archive(A, replace(B, name=b"bl\xe5", both={"flags": 0})), id="neither ASCII nor UTF-8"),
        pytest.param("PSR002", archive(A, replace(B, central={"mode": 0o120777})), id="a symbolic link"),
        pytest.param("PSR002", archive(A, replace(B, central={"attributes": 0x10})), id="a folder, by its attributes"),
        pytest.param("PSR003", archive(A, B, A, A), id="a name thrice"),
        pytest.param("PSR003", archive(A, FOLDER, FOLDER), id="a folder twice"),
        pytest.param("PSR003", archive(A, Raw(name=b"a.pdf/", content=b"")), id="a file and a folder"),
        pytest.param("PSR004", archive(A, replace(A, name=b"A.PDF")), id="names but for case"),
        pytest.param(
            "PSR004", archive(replace(A, name="å".encode()), replace(A, name="a\u030a".encode())), id="Unicode forms"
        ),
        pytest.param("PSR004", archive(A, replace(A, name=b"a.pdf. ")), id="dots and blanks at the end"),
        pytest.param("PSR004", archive(A, replace(A, name=b"a.pdf/b.pdf")), id="a file and a folder of one name"),
        pytest.param("PSR005", archive(A, replace(B, both={"flags": 0x801})), id="encrypted"),
        pytest.param("PSR005", archive(A, replace(B, both={"flags": 0x801}, method=99)), id="encrypted by AES"),
        pytest.param("PSR006", archive(*(Raw(name=b"%d" % n) for n in range(MAX_MEMBERS + 1))), id="many members"),
        pytest.param("PSR006", archive(*(Raw(name=b"%d" % n, both={"size": 15 << 20}) for n in range(5))), id="in sum"),
        pytest.param("PSR006", archive(A, Raw(name=b"n" * (MAX_NAME_LENGTH + 1))), id="a long name"),
        pytest.param("PSR007", archive(A, replace(B, local_name=b"manifest.xmk")), id="two names"),
        pytest.param("PSR007", archive(A, replace(B, local={"method": 0})), id="two methods"),
        pytest.param("PSR007", archive(A, replace(B, local={"flags": 0x801})), id="encrypted in the local header"),
        pytest.param("PSR007", archive(A, replace(B, central={"flags": 0x801})), id="encrypted in the directory"),
        pytest.param("PSR007", archive(A, replace(B, local={"crc": 1})), id="two CRCs"),
        pytest.param("PSR007", archive(A, replace(B, local={"size": 1})), id="two sizes"),
        pytest.param("PSR007", archive(A, replace(B, central={"compressed_size": 1})), id="two compressed sizes"),
        pytest.param("PSR007", archive(A, replace(STREAMED, name=b"b")), id="no data descriptor"),
        pytest.param("PSR007", archive(A, replace(B, local_signature=b"PK\0\0")), id="no local header"),
        pytest.param("PSR007", archive(A, B, before=b"junk"), id="junk before"),
        pytest.param("PSR007", archive(replace(A, after=b"junk"), B), id="junk between"),
        pytest.param("PSR007", archive(A, B, gap=b"junk"), id="junk behind the directory"),
        pytest.param("PSR007", archive(A, B) + b"junk", id="junk after"),
        pytest.param("PSR007", archive(A, replace(B, central_extra=b"\0")), id="a malformed extra field"),
        pytest.param("PSR007", archive(A, replace(B, comment=b"PK\5\6")), id="an end record in a comment"),
        pytest.param("PSR007", archive(A, B, zip64={"disks": 2}), id="several disks"),
        pytest.param("PSR007", archive(A, replace(FOLDER, content=b"junk")), id="a folder with content"),
        pytest.param("PSR007", archive(A, B, comment=archive(A)[-22:] + b"."), id="two end records"),
        pytest.param("PSR007", archive(A, B, end={"entries": 3, "here": 3}), id="another count"),
        pytest.param("PSR007", archive(A, B, zip64={}, end={"entries": 3, "here": 3}), id="another count in zip64"),
        pytest.param("PSR008", archive(A, replace(B, method=12)), id="bzip2"),
        pytest.param("PSR008", archive(A, replace(B, method=9)), id="Deflate64"),
        pytest.param("PSR015", archive(replace(MIMETYPE, content=MIMETYPE.content + b"\n"), A), id="with a line end"),
        pytest.param("PSR015", archive(replace(MIMETYPE, content=b"application/zip"), A), id="another type"),
        pytest.param("PSR015", archive(replace(MIMETYPE, method=8), A), id="mimetype deflated"),
        pytest.param("PSR015", archive(A, MIMETYPE), id="mimetype last"),
        pytest.param("PSR015", archive(A, replace(MIMETYPE, method=8, content=b"x")), id="mimetype wrong in all ways"),
        pytest.param("PSR016", archive(A, replace(B, both={"crc": 1})), id="another CRC"),
        pytest.param("PSR017", archive(A, replace(B, name="å".encode(), both={"flags": 0})), id="UTF-8 undeclared"),
        pytest.param("PSR018", archive(UNSTREAMABLE, B), id="stored without its size"),
        pytest.param("PSR016", swap(archive(A, B), b"and so on", b"and so oN"), id="a changed byte"),
        pytest.param("PSR016", archive(A, replace(B, both={"size": 9})), id="inflates to more"),
        pytest.param("PSR016", archive(A, replace(B, both={"size": 999})), id="inflates to less"),
        pytest.param("PSR016", archive(A, replace(B, data=b"\xff" * 9)), id="a broken deflate stream"),
        pytest.param("PSR016", archive(A, replace(B, data=deflated(B.content) + b"x")), id="a byte too many"),
        pytest.param("PSR016", archive(replace(MIMETYPE, both={"crc": 1}), A), id="a corrupt mimetype"),
    ],
)
def test_one_fault_is_one_finding(code: str, content: bytes) -> None:
    assert codes_of(content) == [code]


def test_each_overlapping_entry_is_a_finding() -> None:
    overlapping = archive(A, replace(A, name=b"b.pdf", both={"compressed_size": 19}), Raw(name=b"c.pdf"))
    assert [where for _, (where, _) in problems_in(overlapping)] == [Place(member="b.pdf"), Place(member="c.pdf")]
    assert set(codes_of(overlapping)) == {"PSR007"}


def test_the_first_ten_of_many_contradictions_are_listed() -> None:
    def gaps(number: int) -> bytes:
        return archive(*(Raw(name=b"%d" % n, after=b"junk") for n in range(number)))

    assert len(problems_in(gaps(10))) == 10
    assert problems_in(gaps(12))[10:] == [("PSR007", ("", "further contradictions: 2"))]


@pytest.mark.parametrize(
    ("code", "content", "member", "message"),
    [
        pytest.param("PSR003", archive(A, B, A, A), "a.pdf", "3 members have this name", id="a name thrice"),
        pytest.param(
            "PSR003",
            archive(A, replace(FOLDER, name=b"a.pdf/")),
            "a.pdf",
            "a file and a folder have this name",
            id="both",
        ),
        pytest.param("PSR008", archive(A, replace(B, method=12)), "manifest.xml", "compression method 12", id="bzip2"),
        pytest.param(
            "PSR018",
            archive(UNSTREAMABLE, B),
            "a.pdf",
            "stored with a data descriptor: programs that read the archive as a stream refuse it",
            id="stored without its size",
        ),
    ],
)
def test_a_finding_names_its_member(code: str, content: bytes, member: str, message: str) -> None:
    assert problems_in(content) == [(code, (Place(member=member), message))]


def test_several_faults_of_a_mimetype_are_one_finding() -> None:
    wrong = archive(A, replace(MIMETYPE, method=8, content=b"x"))
    message = "the content is not application/vnd.etsi.asic-e+zip and it is compressed and it is not the first member"
    assert problems_in(wrong) == [("PSR015", (Place(member="mimetype"), message))]


SOUND = archive(A, B, replace(STREAMED, name=b"s", after=b""), FOLDER)


@given(st.integers(0, len(SOUND) - 1), st.binary(max_size=4))
def test_no_message_has_a_control_character(at: int, replacement: bytes) -> None:
    for _, (_, message) in problems_in(SOUND[:at] + replacement + SOUND[at + len(replacement) :]):
        assert message.isprintable()
        assert not message.endswith(".")


@given(st.lists(st.binary(max_size=99), max_size=9))
def test_what_we_write_breaks_no_rule(contents: list[bytes]) -> None:
    members = [NewMember(name=f"{number}.pdf", content=content) for number, content in enumerate(contents)]
    assert problems_in(write_container(members, datetime(2024, 1, 1, tzinfo=UTC))) == []
