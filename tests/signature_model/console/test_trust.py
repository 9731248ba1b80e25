"""Trust anchors and schemas come from files; a file that cannot be used is refused by name."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.console.errors import Unusable
from signature_model.console.trust import read_trust_anchors, trust_files, usable_schema
from signature_schema import PORTAL
from tests.kits.certificates import authority, pem, pem_key, rsa_key


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A folder with a root as PEM, its issuing authority as DER, and a note."""
    (tmp_path / "1.PEM").write_bytes(b"A comment\n" + pem_key(rsa_key("x")) + pem(authority().root))
    (tmp_path / "2.der").write_bytes(authority().issuing.public_bytes(Encoding.DER))
    (tmp_path / "notes.txt").write_text("no certificate")
    return tmp_path


def test_the_certificate_files_of_a_folder_are_found_by_their_suffixes(anchors: Path) -> None:
    assert trust_files(anchors) == [anchors / "1.PEM", anchors / "2.der"]
    assert trust_files(anchors / "notes.txt") == [anchors / "notes.txt"]


def test_trust_anchors_come_from_a_file_or_from_a_folder(anchors: Path) -> None:
    assert read_trust_anchors(anchors) == (authority().root, authority().issuing)
    assert read_trust_anchors(anchors / "2.der") == (authority().issuing,)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("notes.txt", "notes.txt: no certificate found in 14 bytes", id="not a certificate"),
        pytest.param("empty", "empty contains no certificate file", id="empty folder"),
        pytest.param("odd", "odd/folder.pem cannot be read: it is a folder", id="folder with a suffix"),
        pytest.param("damaged.pem", "damaged.pem: no certificate", id="damaged"),
    ],
)
def test_unusable_trust_anchors_are_refused_by_name(anchors: Path, name: str, reason: str) -> None:
    (anchors / "empty").mkdir()
    (anchors / "odd" / "folder.pem").mkdir(parents=True)
    (anchors / "damaged.pem").write_bytes(pem(authority().root).replace(b"MII", b"AAA", 1))

    with pytest.raises(Unusable, match=reason):
        read_trust_anchors(anchors / name)


def test_a_schema_comes_from_a_file() -> None:
    usable_schema(PORTAL)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("garbage", "garbage is not an XML Schema", id="garbage"),
        pytest.param("other.xml", "other.xml is not an XML Schema", id="another document"),
        pytest.param("missing", "missing cannot be read: No such file", id="missing"),
    ],
)
def test_an_unusable_schema_is_refused_by_name(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "garbage").write_bytes(b"\0" * 100)
    (tmp_path / "other.xml").write_text("<a/>")

    with pytest.raises(Unusable, match=reason):
        usable_schema(tmp_path / name)
