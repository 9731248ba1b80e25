"""Credentials and trust anchors may be given as they are, as files, or as the content of files."""

from pathlib import Path
from typing import Any

import pytest

from signature_model.errors import CredentialsError
from signature_transports.key_files import anchors_from, credentials_from, password_from
from tests.kits.certificates import PASSWORD, authority, container, pem, pem_key, rsa_key

ISSUERS = authority()
STORE = container(ISSUERS.issue(), [ISSUERS.issuing], key=rsa_key("enterprise"))
CHAIN = pem(ISSUERS.issue(), ISSUERS.issuing)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(STORE, id="PKCS#12"),
        pytest.param(pem_key(rsa_key("enterprise"), PASSWORD) + CHAIN, id="PEM"),
        pytest.param(pem_key(rsa_key("enterprise")) + CHAIN, id="PEM that is not encrypted"),
    ],
)
def test_credentials_are_read_from_content_and_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "our").write_bytes(content)
    found = credentials_from(content, PASSWORD, [ISSUERS.root])

    assert len(found.chain) == 3
    assert credentials_from(str(tmp_path / "our"), PASSWORD, ()).certificate == found.certificate
    assert credentials_from(found, None, ()) is found


def test_an_unusable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "our.p12").write_bytes(STORE)
    with pytest.raises(CredentialsError, match=r"our\.p12: the password does not open"):
        credentials_from(tmp_path / "our.p12", "wrong", ())
    (tmp_path / "job.toml").write_bytes(b'title = "Contract"')
    with pytest.raises(CredentialsError, match=r"job\.toml: this is a job file, not a key store; "):
        credentials_from(tmp_path / "job.toml", "wrong", ())
    with pytest.raises(CredentialsError, match=r"missing\.p12 cannot be read"):
        credentials_from(tmp_path / "missing.p12", "wrong", ())
    with pytest.raises(CredentialsError, match="missing cannot be read"):
        anchors_from(tmp_path / "missing")
    with pytest.raises(CredentialsError, match="missing cannot be read"):
        password_from(tmp_path / "missing")


def test_a_password_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")

    assert password_from(tmp_path / "password") == b"secret"


def test_credentials_of_another_type_are_refused() -> None:
    number: Any = 7
    with pytest.raises(TypeError, match="credentials must be bytes or str or PathLike, not int"):
        credentials_from(number, None, ())


def test_anchors_are_read_from_content_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(pem(ISSUERS.root))

    for each in (pem(ISSUERS.root), tmp_path, str(tmp_path / "root.pem"), [ISSUERS.root]):
        assert anchors_from(each) == (ISSUERS.root,)
