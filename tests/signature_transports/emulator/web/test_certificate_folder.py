"""Tests of the folder of certificates."""

import shutil
import stat
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509

from signature_model import Context, Credentials, Sender, build_bundle, validate_bundle
from signature_model.console.errors import Unusable
from signature_model.credentials.certificates import organization_number
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from tests.kits.jobs import a_job
from tests.kits.processes import ENVIRONMENT

NOW: Final = datetime(2030, 1, 31, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    made = CertificateFolder(path=tmp_path_factory.mktemp("emulator") / "certificates")
    made.fill(NOW)
    return made


def test_the_client_has_a_valid_enterprise_certificate(folder: CertificateFolder) -> None:
    credentials = Credentials.from_pkcs12(folder.client, PASSWORD)

    assert organization_number(credentials.certificate) == CLIENT
    assert credentials.problems(NOW) == ()


def test_a_seal_of_the_client_ends_at_the_anchor(folder: CertificateFolder) -> None:
    credentials = Credentials.from_pkcs12(folder.client, PASSWORD)
    anchor = x509.load_pem_x509_certificate(folder.anchor.read_bytes())
    bundle = build_bundle(a_job(sender=Sender(CLIENT)), credentials, signing_time=NOW)

    report = validate_bundle(bundle.content, Context(trust_anchors=(anchor,), now=NOW))
    assert {each.code for each in report.findings} == {each.code for each in bundle.report.findings}


def test_the_server_s_certificate_is_issued_to_posten(folder: CertificateFolder) -> None:
    server, issuing = x509.load_pem_x509_certificates(folder.server.read_bytes())

    assert organization_number(server) == "984661185"
    server.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(x509.load_pem_x509_certificate(folder.anchor.read_bytes()))


def test_existing_certificates_are_kept(folder: CertificateFolder) -> None:
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}

    folder.fill(NOW)
    assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()} == before
    anchors = {"people.pem", "organisations.pem", "time-stamps.pem", "plain.pem"}
    assert {path.name for path in before} == {"client.p12", "server.pem", "root.pem"} | anchors


@pytest.mark.parametrize("name", ["client.p12", "server.pem", "trust-anchors/root.pem"])
def test_a_file_of_the_user_is_not_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"their own")

    with pytest.raises(FileExistsError, match="name another folder"):
        CertificateFolder(path=tmp_path).fill(NOW)
    assert (tmp_path / name).read_bytes() == b"their own"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [tmp_path / name]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        pytest.param(NOW + timedelta(days=3651), "has a certificate that expired on 2040-01-29", id="expired"),
        pytest.param(NOW - timedelta(days=2), "is valid only from 2030-01-30 12:00 UTC on", id="not valid yet"),
    ],
)
def test_certificates_outside_their_time_are_refused(folder: CertificateFolder, now: datetime, reason: str) -> None:
    with pytest.raises(Unusable) as refused:
        folder.fill(now)
    assert str(refused.value).startswith(f"{folder.anchor} ")
    assert reason in str(refused.value)
    assert str(refused.value).endswith(f"; to get new certificates, remove the folder {folder.path}, or name another")


@pytest.mark.parametrize("name", ["client.p12", "server.pem", "trust-anchors/root.pem"])
def test_each_file_is_checked(folder: CertificateFolder, tmp_path: Path, name: str) -> None:
    copy = CertificateFolder(path=shutil.copytree(folder.path, tmp_path / "copy"))
    (copy.path / name).write_bytes(b"something else")
    with pytest.raises(Unusable, match="cannot be used: "):
        copy.fill(NOW)


def test_the_key_store_is_read_as_clients_read_it(folder: CertificateFolder, tmp_path: Path) -> None:
    copy = CertificateFolder(path=shutil.copytree(folder.path, tmp_path / "copy"))
    copy.client.write_bytes(folder.client.read_bytes() + b"more")
    with pytest.raises(Unusable, match="the PKCS#12 container is followed by other content"):
        copy.fill(NOW)


def test_only_the_owner_can_read_the_keys(folder: CertificateFolder) -> None:
    for each in (folder.client, folder.server):
        assert stat.S_IMODE(each.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_processes_that_start_together_get_the_same_certificates(tmp_path: Path) -> None:
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from signature_transports.emulator.web.certificate_folder import CertificateFolder\n"
        "folder = CertificateFolder(path=Path(sys.argv[1]))\n"
        "print('ready', flush=True); sys.stdin.readline(); folder.fill(datetime.now(UTC))\n"
        "print([each.read_bytes() for each in (folder.client, folder.server, folder.anchor)])"
    )
    with ExitStack() as stack:
        begun = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", program, str(tmp_path / "made")],
                    env=ENVIRONMENT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for each in begun:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in begun:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        result = {each.communicate()[0] for each in begun}
    assert len(result) == 1
    assert [each.returncode for each in begun] == [0, 0]


def test_a_system_that_cannot_lock_folders_is_supported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    folder = CertificateFolder(path=tmp_path / "made")
    folder.fill(NOW)
    assert Credentials.from_pkcs12(folder.client, PASSWORD).problems(NOW) == ()
