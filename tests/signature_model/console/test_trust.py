"""Trust anchors and schemas come from files, or the file is refused by name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.cli.settings import Settings
from signature_model.console.errors import Unusable
from tests.kits.certificates import authority, pem, pem_key, rsa_key

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A folder with a root as PEM among other things, and its issuing authority as DER."""
    (tmp_path / "1.PEM").write_bytes(b"A comment\n" + pem_key(rsa_key("x")) + pem(authority().root))
    (tmp_path / "2.der").write_bytes(authority().issuing.public_bytes(Encoding.DER))
    (tmp_path / "notes.txt").write_text("no certificate")
    return tmp_path


def test_trust_anchors_come_from_a_file_or_from_those_of_a_folder_that_are_called_so(anchors: Path) -> None:
    assert Settings(trust=anchors).context().trust_anchors == (authority().root, authority().issuing)
    assert Settings(trust=anchors / "2.der").context().trust_anchors == (authority().issuing,)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("notes.txt", "notes.txt: no certificate found in 14 bytes", id="no certificate"),
        pytest.param("empty", "empty holds no file called like a certificate", id="empty folder"),
        pytest.param("pipe", "pipe cannot be read: it is no regular file", id="pipe"),
        pytest.param("odd", "odd/folder.pem cannot be read: it is no regular file", id="folder called so"),
        pytest.param("damaged.pem", "damaged.pem: no certificate", id="damaged"),
    ],
)
def test_trust_anchors_that_cannot_be_used_are_refused_by_name(anchors: Path, name: str, reason: str) -> None:
    (anchors / "empty").mkdir()
    (anchors / "odd" / "folder.pem").mkdir(parents=True)
    (anchors / "damaged.pem").write_bytes(pem(authority().root).replace(b"MII", b"AAA", 1))
    os.mkfifo(anchors / "pipe")

    with pytest.raises(Unusable, match=reason):
        Settings(trust=anchors / name).context()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("garbage", "garbage is no XML Schema", id="garbage"),
        pytest.param("other.xml", "other.xml is no XML Schema", id="another document"),
        pytest.param("pipe", "pipe cannot be read: it is no regular file", id="pipe"),
        pytest.param("missing", "missing cannot be read: No such file", id="missing"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "garbage").write_bytes(b"\0" * 100)
    (tmp_path / "other.xml").write_text("<a/>")
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Unusable, match=reason):
        Settings(schema=tmp_path / name).context()
