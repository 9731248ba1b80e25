"""Certificates, keys and passwords come from files, the environment and the terminal, not from the command line."""

import io
import os
import sys
import threading
from pathlib import Path
from typing import Final

import pytest
from click import termui

from signature_model.console.errors import Unusable
from signature_model.errors import CredentialsError
from signature_transports.cli.keys import maybe_credentials, maybe_password, maybe_trust_anchors
from signature_transports.settings import PASSWORD as VARIABLE
from signature_transports.settings import Settings
from tests.kits.certificates import NUMBER, PASSWORD, authority, container, pem, pem_key, rsa_key

STORE: Final = Path("our.p12")


@pytest.mark.usefixtures("folder")
def test_without_a_file_there_are_no_credentials() -> None:
    assert maybe_credentials(Settings()) is None
    assert maybe_trust_anchors(Settings()) is None


@pytest.mark.usefixtures("folder")
def test_a_key_store_is_opened_with_the_password_of_a_file() -> None:
    found = maybe_credentials(Settings(credentials=STORE, password_file=Path("password")))

    assert found is not None
    assert found.certificate.subject == authority().issue().subject


@pytest.mark.usefixtures("folder")
def test_a_key_store_is_opened_with_the_password_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)

    assert maybe_credentials(Settings(credentials=STORE)) is not None


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_pem_holds_key_and_certificates(folder: Path, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    issuers = authority()
    content = pem_key(rsa_key("enterprise"), password) + pem(issuers.issue(), *issuers.issuers)
    (folder / "our.pem").write_bytes(content)
    monkeypatch.setenv(VARIABLE, PASSWORD)
    found = maybe_credentials(Settings(credentials=Path("our.pem")))

    assert found is not None
    assert len(found.chain) == 3


def test_trust_anchors_complete_the_chain(folder: Path) -> None:
    issuers = authority()
    (folder / "lone.p12").write_bytes(container(issuers.issue(), [issuers.issuing], key=rsa_key("enterprise")))
    settings = Settings(credentials=Path("lone.p12"), password_file=Path("password"), trust=Path("anchors"))
    found = maybe_credentials(settings)

    assert found is not None
    assert found.chain[-1] == issuers.root
    assert maybe_trust_anchors(settings) == (issuers.root,)


@pytest.mark.usefixtures("folder")
def test_without_a_password_the_hint_says_how_to_give_one() -> None:
    with pytest.raises(CredentialsError, match=r"does not open without a password") as refusal:
        maybe_credentials(Settings(credentials=STORE))

    assert "with --password-file, with SIGNERING_PASSWORD, or at the prompt of a terminal" in str(refusal.value.hint)


def test_with_a_wrong_password_there_is_no_such_hint(folder: Path) -> None:
    (folder / "password").write_text("wrong")
    with pytest.raises(CredentialsError) as refusal:
        maybe_credentials(Settings(credentials=STORE, password_file=Path("password")))

    assert refusal.value.hint == (
        "check that the password is right, without a line feed at its end; if it is right, the container is damaged"
    )


def test_a_key_without_a_password_needs_no_prompt(folder: Path) -> None:
    (folder / "our.pem").write_bytes(pem(authority().root))
    with pytest.raises(CredentialsError, match=r"our\.pem: no PEM private key found") as refusal:
        maybe_credentials(Settings(credentials=Path("our.pem"), password_file=Path("missing")))

    assert "SIGNERING_PASSWORD" not in str(refusal.value.hint)


@pytest.mark.usefixtures("folder")
def test_unreadable_files_are_reported() -> None:
    with pytest.raises(Unusable, match=r"missing\.p12 cannot be read: No such file"):
        maybe_credentials(Settings(credentials=Path("missing.p12")))
    with pytest.raises(Unusable, match=r"missing cannot be read: No such file"):
        maybe_trust_anchors(Settings(trust=Path("missing")))
    with pytest.raises(Unusable, match=r"missing cannot be read: No such file"):
        maybe_password(Path("missing"), STORE)


@pytest.mark.parametrize(
    ("content", "password"),
    [
        pytest.param(b"secret", b"secret", id="as it is"),
        pytest.param(b"secret\n", b"secret", id="a line"),
        pytest.param(b"secret\r\n", b"secret", id="a line of Windows"),
        pytest.param(b" secret \n\n", b" secret \n", id="one line feed only"),
        pytest.param(b"\xc3\xa6\xff", b"\xc3\xa6\xff", id="any bytes"),
        pytest.param(b"", b"", id="nothing"),
    ],
)
def test_a_line_feed_at_the_end_is_no_part_of_a_password(tmp_path: Path, content: bytes, password: bytes) -> None:
    (tmp_path / "password").write_bytes(content)

    assert maybe_password(tmp_path / "password", STORE) == password


def test_a_password_may_come_through_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "password")
    writer = threading.Thread(target=(tmp_path / "password").write_text, args=("secret\n",))
    writer.start()

    assert maybe_password(tmp_path / "password", STORE) == b"secret"
    writer.join()


def test_a_long_file_is_no_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_bytes(b"x" * 5000)
    with pytest.raises(Unusable, match="is not a password file: it has more than 4096 bytes"):
        maybe_password(tmp_path / "password", STORE)


def test_the_file_comes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "other")
    (tmp_path / "password").write_text("secret")

    assert maybe_password(tmp_path / "password", STORE) == b"secret"
    assert maybe_password(None, STORE) == b"other"


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_where_nobody_is_at_a_terminal_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stdin", stream)

    assert maybe_password(None, STORE) is None


@pytest.mark.parametrize(("typed", "password"), [("secret", b"secret"), ("", b"")])
def test_somebody_at_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch, typed: str, password: bytes) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(sys, name, terminal)
    # Click passes the prompt to this function, or has written it (8.1).
    shown = terminal.getvalue
    monkeypatch.setattr(termui, "hidden_prompt_func", lambda prompt: typed if "our.p12" in shown() + prompt else "")

    assert maybe_password(None, STORE) == password


def test_no_option_takes_a_password(signering: object) -> None:
    assert callable(signering)
    result = signering("ping", "--password", "secret")

    assert result.status == 2
    assert "No such option" in result.err
    assert NUMBER not in result.err
