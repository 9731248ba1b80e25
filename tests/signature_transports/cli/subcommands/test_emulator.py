"""Tests of ``signering emulator``: its options, its output, its certificates and its end."""

import http.client
import json
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from signature_model import (
    Credentials,
    Environment,
    PortalClient,
    Sector,
    Sender,
    Service,
    SigningError,
    UntrustedServer,
)
from signature_model.cli.signed_documents.command import main as validate_signed
from signature_model.console.trust import read_trust_anchors
from signature_model.credentials.certificates import load_certificates
from signature_transports.emulator import signers_anchors
from signature_transports.emulator.web.certificate_folder import CertificateFolder
from signature_transports.tls import client_context
from tests.kits.certificates import NUMBER, authority
from tests.kits.commands import outcome_of
from tests.kits.jobs import KARI, a_job, a_pdf, credentials
from tests.kits.preloaded import Command, run_command
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.callers import client, each_library, transport
from tests.signature_transports.cli.conftest import Outcome, Signering
from tests.signature_transports.emulator.calls import OTHER, by

COMMAND: Final = (sys.executable, "-m", "signature_transports")
CLIENT: Final = "999999999"
PASSWORD: Final = "emulator"
LIMIT: Final = 60
"""Seconds, many times what anything here takes."""


@dataclass(frozen=True, slots=True)
class Running:
    """An emulator that runs on a port, with TLS if it has certificates."""

    port: int
    certificates: Path | None = None

    @property
    def service(self) -> Service:
        scheme = "http" if self.certificates is None else "https"
        return Service(root=f"{scheme}://127.0.0.1:{self.port}/api", environment=Environment.TEST)

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Return the status and the body of the response to a request without a certificate."""
        if self.certificates is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=LIMIT, context=context)
        with closing(connection):
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            return response.status, response.read()

    @contextmanager
    def client(self, kind: str = "httpx") -> Iterator[PortalClient]:
        """Yield a client with the emulator's certificate, over a transport of this kind."""
        with ExitStack() as stack:
            tls, ours = None, credentials()
            if self.certificates is not None:
                ours = Credentials.from_pkcs12(self.certificates / "client.p12", PASSWORD)
                tls = client_context(ours, read_trust_anchors(self.certificates / "trust-anchors"))
            real = stack.enter_context(transport(kind, tls))
            yield client(real, self.service, credentials=ours)


def run(
    signering: Signering, visit: Callable[[Running], object], *arguments: str | Path, output: str = "--json"
) -> Outcome:
    """Run the command in this process, let ``visit`` use it in a thread, then end it with a signal."""
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    main, over = threading.main_thread().ident, threading.Event()
    assert main is not None
    certificates = arguments[arguments.index("--certificates") + 1] if "--tls" in arguments else None

    def visit_and_end() -> None:
        while not over.is_set():
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=LIMIT):
                break
        try:
            visit(Running(port, None if certificates is None else Path(certificates)))
        finally:
            signal.pthread_kill(main, signal.SIGTERM)

    with ThreadPoolExecutor(1) as executor:
        visitor = executor.submit(visit_and_end)
        outcome = signering("emulator", output, "--port", str(port), *arguments)
        over.set()
        visitor.result()
    assert outcome.status == 0, outcome.err
    return outcome


@contextmanager
def started(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], Running]]:
    """Start the command as a process that prints JSON."""
    with Command(
        [*COMMAND, "emulator", "--json", *map(str, arguments)], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        try:
            record = json.loads(process.stdout.readline())
            certificates = None if record["certificates"] is None else Path(record["certificates"])
            yield process, Running(int(record["url"].rpartition(":")[2]), certificates)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of certificates with a blank in its name."""
    folder = tmp_path_factory.mktemp("emulator") / "its certificates"
    CertificateFolder(path=folder).fill(datetime.now(UTC))
    return folder


def test_json_is_one_line_that_is_printed_when_connections_are_accepted(signering: Signering) -> None:
    def visit(emulator: Running) -> None:
        assert emulator.ask("GET", "/_emulator/health") == (200, b'{"status": "ready"}\n')
        assert b"No jobs yet" in emulator.ask("GET", "/")[1]
        assert load_certificates(emulator.ask("GET", "/_emulator/signers-anchors.pem")[1]) == signers_anchors()

    record = json.loads(run(signering, visit).out)
    url = record["url"]
    assert record == {
        "url": url,
        "control": f"{url}/_emulator",
        "certificates": None,
        "signers_anchors": None,
        "token_endpoint": f"{url}/oauth2/token",
    }
    assert url.startswith("http://127.0.0.1:")


def test_the_text_suggests_a_ping(signering: Signering) -> None:
    first, _, ping, _ = run(signering, lambda _: None, output="--verbose").out.splitlines()
    assert first.startswith("The emulator of the signing service is at http://127.0.0.1:")
    assert ping == f"    signering ping --service {first.split()[8].rstrip(',')} --sender {CLIENT}"


def test_with_tls_the_suggested_ping_works(certificates: Path) -> None:
    command = [*COMMAND, "emulator", "--tls", "--certificates", str(certificates)]
    with Command(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline() for _ in range(8)]
            (ping,) = [shlex.split(line) for line in lines if "signering ping" in line]
            environment = ENVIRONMENT | {"SIGNERING_PASSWORD": PASSWORD}
            pinged = run_command([*COMMAND, *ping[1:]], env=environment, text=True)
        finally:
            process.kill()
    assert pinged.stdout == f"organisation {CLIENT}, on behalf of itself\n"
    assert f"key store {certificates}/client.p12 (password emulator)" in lines[-1]


def test_a_state_is_continued(signering: Signering, tmp_path: Path) -> None:
    def advance(emulator: Running) -> None:
        assert emulator.ask("POST", "/_emulator/clock", {"advance": 3600})[0] == 200

    def look(emulator: Running) -> None:
        assert b"2030-01-01T13:00:00" in emulator.ask("GET", "/_emulator/clock")[1]

    for visit in (advance, look):
        run(signering, visit, "--clock", "manual", "--state", tmp_path / "state")


def test_a_port_in_use_is_an_error(signering: Signering) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = signering("emulator", "--json", "--port", str(port))

    assert (outcome.status, outcome.out) == (3, "")
    assert outcome.error["message"] == (
        f"cannot listen on port {port}: Address already in use; choose another port, or omit --port to use a free one"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "70000"],
        ["--port", "-1"],
        ["--clock", "slow"],
        ["--poll-wait", "-1"],
        ["--poll-wait", "nan"],
        ["--signers", "x"],
        ["--broker", CLIENT],
        ["--broker", f"{CLIENT}:"],
        ["--broker", f":{CLIENT}"],
        ["--broker", f"{CLIENT}:{CLIENT}:{CLIENT}"],
        ["--long-term-storage", "x"],
        ["--level", "LT", "--signed-form", "plain"],
        ["now"],
    ],
)
def test_wrong_usage_is_refused(signering: Signering, arguments: list[str]) -> None:
    assert signering("emulator", *arguments).status == 2


def test_the_help_has_examples(signering: Signering) -> None:
    assert "  signering emulator --tls" in signering("emulator", "--help").out.partition("Example")[2]


def test_a_folder_that_cannot_be_written_is_an_error(signering: Signering, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outcome = signering("emulator", "--json", "--tls", "--certificates", tmp_path / "file" / "folder")

    assert (outcome.status, outcome.error["kind"]) == (3, "system")


@pytest.mark.parametrize("without", [b"CERTIFICATE", b"-----BEGIN PRIVATE"])
def test_unusable_certificates_are_an_error(
    signering: Signering, certificates: Path, tmp_path: Path, without: bytes
) -> None:
    copy = shutil.copytree(certificates, tmp_path / "copy")
    (copy / "server.pem").write_bytes((copy / "server.pem").read_bytes().partition(without)[0])
    outcome = signering("emulator", "--json", "--tls", "--certificates", copy)

    assert (outcome.status, outcome.out) == (3, "")
    assert outcome.error["message"].startswith(f"{copy / 'server.pem'} cannot be used: ")
    assert outcome.error["message"].endswith(f"; to get new certificates, remove the folder {copy}, or name another")


def test_expired_certificates_are_an_error(signering: Signering, tmp_path: Path) -> None:
    CertificateFolder(path=tmp_path).fill(datetime(2001, 1, 31, tzinfo=UTC))
    outcome = signering("emulator", "--json", "--tls", "--certificates", tmp_path)

    assert outcome.status == 3
    assert "root.pem has a certificate that expired on 2011-01-29; " in outcome.error["message"]


def test_certificates_are_made_once(signering: Signering, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    made = json.loads(run(signering, lambda _: None, "--tls", "--certificates", folder).out)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    assert made["certificates"] == str(folder)
    anchors = {f"signers-anchors/{each}.pem" for each in ("people", "organisations", "time-stamps", "plain")}
    assert set(files) == {"client.p12", "server.pem", "trust-anchors/root.pem"} | anchors

    run(signering, lambda _: None, "--tls", "--certificates", folder)
    assert {path: (folder / path).read_bytes() for path in files} == files


@pytest.mark.usefixtures("merged_here")
@each_library
def test_our_clients_send_a_job_and_fetch_what_is_signed(signering: Signering, certificates: Path, kind: str) -> None:
    def visit(emulator: Running) -> None:
        with emulator.client(kind) as caller:
            assert caller.ping() == f"organisation {CLIENT}, on behalf of itself"
            created = caller.create(a_job(signers=by("a"), sender=Sender(CLIENT, sector=Sector.PUBLIC)))
            change = caller.poll().change
            assert change is not None
            assert (change.signature_job_id, change.status) == (created.signature_job_id, "COMPLETED_SUCCESSFULLY")
            assert caller.pades(change).startswith(b"%PDF-")
            caller.confirm(change)
            assert caller.poll().change is None

    run(signering, visit, "--tls", "--certificates", certificates, "--signers", "sign", "--poll-wait", "0")


def test_commands_alone_send_download_and_verify(
    signering: Signering, certificates: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = {
        "title": "A contract",
        "nonsensitive-title": "A contract",
        "sender": {"sector": "public"},
        "documents": [{"path": "a.pdf", "title": "A contract"}],
        "signers": [{"personal-identification-number": KARI, "notify": "lookup"}],
    }
    (tmp_path / "job.json").write_text(json.dumps(job))
    (tmp_path / "a.pdf").write_bytes(a_pdf())
    bundle, change, into = (tmp_path / each for each in ("bundle.asice", "change.json", "signed"))

    with started("--tls", "--certificates", certificates, "--signers", "sign") as (_, emulator):
        (tmp_path / "password").write_text(PASSWORD)
        options = ["--service", emulator.service.root, "--credentials", certificates / "client.p12", "--password-file"]
        options += [tmp_path / "password", "--trust", certificates / "trust-anchors"]
        for command in (
            ["send", tmp_path / "job.json", "--output", bundle],
            ["poll", "--no-confirm", "--save", change],
            ["download", change, "--all", "--into", into],
        ):
            outcome = signering(*command, *options)
            assert outcome.status == 0, outcome.err
    anchors = certificates / "signers-anchors"
    assert len([*into.iterdir()]) == 2
    judged = outcome_of(
        validate_signed, ["--job", bundle, "--trust", anchors, "--fail-on", "warning", into], capfd, Outcome
    )
    assert (judged.status, "2 checked: 2 valid" in judged.out + judged.err) == (0, True)


def test_brokers_may_send_only_for_their_senders(signering: Signering, certificates: Path) -> None:
    def visit(emulator: Running) -> None:
        with emulator.client() as caller:
            created = caller.create(a_job(signers=by("a"), sender=Sender(NUMBER, sector=Sector.PUBLIC)))
            assert created.signature_job_id == 1
            with pytest.raises(SigningError, match="BROKER_NOT_AUTHORIZED"):
                caller.ping(sender=OTHER)

    permitted = ("--broker", f"{CLIENT}:{NUMBER}", "--broker", f"{OTHER}:{NUMBER}", "--broker", f"{OTHER}:{CLIENT}")
    run(signering, visit, "--tls", "--certificates", certificates, *permitted)


def test_long_term_storage_keeps_signed_documents(signering: Signering, certificates: Path) -> None:
    def visit(emulator: Running) -> None:
        with emulator.client() as caller:
            caller.create(a_job(signers=by("a"), sender=Sender(CLIENT, sector=Sector.PUBLIC)))
            change = caller.poll().change
            assert change is not None
            caller.confirm(change)
            assert caller.archived_pades("1").startswith(b"%PDF-")

    stored = ("--signers", "sign", "--long-term-storage", CLIENT)
    run(signering, visit, "--tls", "--certificates", certificates, *stored)


def test_without_a_certificate_there_are_pages_and_no_service(signering: Signering, certificates: Path) -> None:
    def visit(emulator: Running) -> None:
        status, body = emulator.ask("GET", f"/api/{CLIENT}")
        assert (status, b"NOT_AUTHORIZED" in body) == (403, True)
        assert emulator.ask("GET", f"/api/{CLIENT}/portal/signature-jobs")[0] == 403
        assert emulator.ask("GET", "/")[0] == 200
        assert emulator.ask("GET", "/_emulator/jobs") == (200, b'{"jobs": []}\n')

    run(signering, visit, "--tls", "--certificates", certificates)


def test_our_clients_trust_only_its_own_root(signering: Signering, certificates: Path) -> None:
    def visit(emulator: Running) -> None:
        ours = Credentials.from_pkcs12(certificates / "client.p12", PASSWORD)
        with transport("httpx", client_context(ours, [authority().root])) as real, pytest.raises(UntrustedServer):
            client(real, emulator.service, credentials=ours).ping()

    run(signering, visit, "--tls", "--certificates", certificates)


def test_a_manual_clock_moves_only_when_it_is_advanced_and_allows_any_number_of_calls(signering: Signering) -> None:
    def visit(emulator: Running) -> None:
        assert emulator.ask("GET", "/_emulator/clock") == (200, b'{"now": "2030-01-01T12:00:00+00:00"}\n')
        assert emulator.ask("POST", "/_emulator/clock", {"advance": 60})[0] == 200
        assert b"2030-01-01 12:01:00 UTC" in emulator.ask("GET", "/")[1]
        with emulator.client() as caller:
            assert all(caller.ping() for _ in range(25))

    run(signering, visit, "--clock", "manual")


def test_a_real_clock_moves_and_can_be_advanced(signering: Signering) -> None:
    def visit(emulator: Running) -> None:
        before, after = (json.loads(emulator.ask("GET", "/_emulator/clock")[1])["now"] for _ in range(2))
        assert after > before
        moved: dict[str, Any] = json.loads(emulator.ask("POST", "/_emulator/clock", {"set": "2100-01-01T00:00:00Z"})[1])
        assert moved["now"].startswith("2100-01-01T00:00:00")

    run(signering, visit)


@pytest.mark.parametrize(
    ("signers", "sector", "status"),
    [
        ("wait", Sector.PUBLIC, "IN_PROGRESS"),
        ("sign", Sector.PRIVATE, "COMPLETED_SUCCESSFULLY"),
        ("reject", Sector.PUBLIC, "FAILED"),
    ],
)
def test_the_signers_and_the_sector_can_be_chosen(
    signering: Signering, signers: str, sector: Sector, status: str
) -> None:
    def visit(emulator: Running) -> None:
        with emulator.client() as caller:
            created = caller.create(a_job(signers=by("a"), sender=Sender(NUMBER, sector=sector)))
            job = json.loads(emulator.ask("GET", f"/_emulator/jobs/{created.signature_job_id}")[1])
            assert job["status"] == status

    run(signering, visit, "--signers", signers, "--sector", sector.value)


def test_the_same_seed_gives_the_same_waits(signering: Signering) -> None:
    waits: list[str] = []

    def visit(emulator: Running) -> None:
        with emulator.client() as caller:
            waits.append(str(caller.poll().wait))

    for seed in ("1", "1", "2"):
        run(signering, visit, "--clock", "manual", "--seed", seed)
    assert waits[0] == waits[1] != waits[2]


@pytest.mark.parametrize(("number", "secure"), [(signal.SIGTERM, False), (signal.SIGINT, True), (signal.SIGHUP, False)])
def test_a_signal_ends_it_while_clients_are_connected(
    certificates: Path, number: signal.Signals, *, secure: bool
) -> None:
    arguments = ("--tls", "--certificates", certificates) if secure else ()
    with started(*arguments) as (process, emulator), ExitStack() as stack:
        for sent in (b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", emulator.port), timeout=LIMIT))
            connection.sendall(sent)
        assert emulator.ask("GET", "/")[0] == 200
        process.send_signal(number)
        assert process.wait(10) == 0
