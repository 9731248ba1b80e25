"""``signering emulator`` as a process: what it prints, who gets an answer, how it ends."""

from __future__ import annotations

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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from signature_model import Credentials, Environment, Sector, Sender, Service, SigningError, UntrustedServer
from signature_model.console.trust import read_trust_anchors
from signature_transports.tls import client_context
from tests.kits.certificates import NUMBER, authority
from tests.kits.jobs import a_job, credentials
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.callers import client, every_transport, transport
from tests.signature_transports.emulator.counter import OTHER, by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signature_model import PortalClient
    from tests.signature_transports.cli.conftest import Outcome, Signering

COMMAND: Final = (sys.executable, "-m", "signature_transports")
CLIENT: Final = "999999999"
PASSWORD: Final = "emulator"
LIMIT: Final = 60
"""Seconds for what takes far less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The command as a process, and the lines that it has printed."""

    process: subprocess.Popen[str]
    lines: list[str]

    @property
    def told(self) -> dict[str, Any]:
        """What it told programs."""
        (line,) = self.lines
        told: dict[str, Any] = json.loads(line)
        return told

    @property
    def service(self) -> Service:
        """The service, as its clients know it."""
        return Service(root=f"{self.told['url']}/api", environment=Environment.TEST)

    def ask(self, method: str, path: str, order: object = None) -> tuple[int, bytes]:
        """The status and the body of an answer, for who has no certificate and trusts everybody."""
        return ask(self.told["url"], method, path, order)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """End it; gives its exit status and what it wrote meanwhile."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=LIMIT)
        return self.process.returncode, out + err


@contextmanager
def emulator(*arguments: str | Path, lines: int = 1) -> Iterator[Running]:
    """The command, when it accepts connections."""
    with subprocess.Popen(
        [*COMMAND, "emulator", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        try:
            yield Running(process=process, lines=[process.stdout.readline().rstrip("\n") for _ in range(lines)])
        finally:
            process.kill()


@contextmanager
def calling(kind: str, running: Running) -> Iterator[PortalClient]:
    """A client with the certificate that the emulator made, over a transport of this kind."""
    certificates = running.told["certificates"]
    with ExitStack() as stack:
        tls, ours = None, credentials()
        if certificates is not None:
            ours = Credentials.from_pkcs12(f"{certificates}/client.p12", PASSWORD)
            tls = client_context(ours, read_trust_anchors(Path(certificates, "trust-anchors")))
        real = stack.enter_context(transport(kind, tls))
        yield client(real, running.service, credentials=ours)


def visited(signering: Signering, visit: Callable[[int], object], *arguments: str | Path) -> Outcome:
    """What comes of the command in this process when it is visited, and then told to end."""
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    main, over = threading.main_thread().ident, threading.Event()
    assert main is not None

    def visit_and_end() -> None:
        while not over.is_set():
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=LIMIT):
                break
        try:
            visit(port)
        finally:
            signal.pthread_kill(main, signal.SIGTERM)

    with ThreadPoolExecutor(1) as elsewhere:
        visitor = elsewhere.submit(visit_and_end)
        outcome = signering("emulator", "--port", str(port), *arguments)
        over.set()
        visitor.result()
    return outcome


def ask(url: str, method: str, path: str, order: object = None) -> tuple[int, bytes]:
    """The status and the body of an answer, for who has no certificate and trusts everybody."""
    place = urlsplit(url)
    assert place.hostname is not None
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=LIMIT)
    if place.scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(place.hostname, place.port, timeout=LIMIT, context=context)
    with closing(connection):
        connection.request(method, path, None if order is None else json.dumps(order))
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_it_prints_one_line_of_json_when_it_accepts_connections() -> None:
    with emulator("--json") as running:
        url = running.told["url"]
        assert running.told == {"url": url, "control": f"{url}/_emulator", "certificates": None}
        assert url.startswith("http://127.0.0.1:")
        assert json.loads(running.ask("GET", "/_emulator/health")[1]) == {"status": "ready"}
        assert b"There are no jobs yet" in running.ask("GET", "/")[1]
        assert running.end() == (0, "")


def test_a_port_can_be_chosen(signering: Signering) -> None:
    told = visited(signering, lambda port: ask(f"http://127.0.0.1:{port}", "GET", "/"), "--json", "--clock", "manual")

    assert told.status == 0
    assert urlsplit(json.loads(told.out)["url"]).port


def test_people_are_told_what_to_do(signering: Signering, certificates: Path) -> None:
    plain = visited(signering, lambda port: ask(f"http://127.0.0.1:{port}", "GET", "/"))
    secure = visited(
        signering, lambda port: ask(f"https://127.0.0.1:{port}", "GET", "/"), "--tls", "--certificates", certificates
    )

    assert (plain.status, secure.status) == (0, 0)
    assert plain.out.startswith("The emulator of the signing service is at http://127.0.0.1:")
    assert f"key store {certificates}/client.p12 (password emulator)" in secure.out


def test_with_a_state_it_goes_on_from_where_it_was(signering: Signering, tmp_path: Path) -> None:
    def advance(port: int) -> None:
        assert ask(f"http://127.0.0.1:{port}", "POST", "/_emulator/clock", {"advance": 3600})[0] == 200

    def look(port: int) -> None:
        assert b"2030-01-01T13:00:00" in ask(f"http://127.0.0.1:{port}", "GET", "/_emulator/clock")[1]

    for visit in (advance, look):
        told = visited(signering, visit, "--clock", "manual", "--state", tmp_path / "state")
        assert told.status == 0


def test_a_port_that_is_taken_is_told(signering: Signering) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = signering("emulator", "--json", "--port", str(port))

    assert (told.status, told.out) == (3, "")
    assert told.error["message"] == (
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
        ["now"],
    ],
)
def test_wrong_usage_is_told(signering: Signering, arguments: list[str]) -> None:
    assert signering("emulator", *arguments).status == 2


def test_it_explains_itself_by_examples(signering: Signering) -> None:
    assert "  signering emulator --tls" in signering("emulator", "--help").out.partition("Example")[2]


def test_a_folder_that_cannot_be_written_is_told(signering: Signering, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = signering("emulator", "--json", "--tls", "--certificates", tmp_path / "file" / "folder")

    assert (told.status, told.error["kind"]) == (3, "system")


@pytest.mark.parametrize("name", ["server.pem", "trust-anchors/root.pem"])
def test_certificates_that_are_none_are_told(
    signering: Signering, certificates: Path, tmp_path: Path, name: str
) -> None:
    copy = shutil.copytree(certificates, tmp_path / "copy")
    (copy / name).write_text("nothing")
    outcome = signering("emulator", "--json", "--tls", "--certificates", copy)

    assert (outcome.status, outcome.out) == (3, "")
    assert outcome.error["message"].startswith(f"{copy / name} cannot be used: ")
    assert outcome.error["message"].endswith(f"; for new certificates, remove the folder {copy}, or name another")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the emulator has filled; there is a blank in its name."""
    folder = tmp_path_factory.mktemp("made") / "by the emulator"
    with emulator("--json", "--tls", "--certificates", folder) as running:
        assert running.told["certificates"] == str(folder)
    return folder


def test_with_tls_the_certificates_are_made_and_kept(certificates: Path) -> None:
    files = {path.relative_to(certificates).as_posix(): path.read_bytes() for path in certificates.rglob("*.*")}
    assert set(files) == {"client.p12", "server.pem", "trust-anchors/root.pem"}
    with emulator("--json", "--tls", "--certificates", certificates) as running:
        assert running.told["url"].startswith("https://127.0.0.1:")

    assert {path: (certificates / path).read_bytes() for path in files} == files


@every_transport
def test_with_tls_our_clients_do_everything(certificates: Path, kind: str) -> None:
    with (
        emulator("--json", "--tls", "--certificates", certificates, "--signers", "sign", "--poll-wait", "0") as running,
        calling(kind, running) as caller,
    ):
        assert caller.ping() == f"organisation {CLIENT}, on behalf of itself"
        created = caller.create(a_job(signers=by("a"), sender=Sender(CLIENT, sector=Sector.PUBLIC)))
        change = caller.poll().change
        assert change is not None
        assert (change.signature_job_id, change.status) == (created.signature_job_id, "COMPLETED_SUCCESSFULLY")
        assert caller.pades(change).startswith(b"%PDF-")
        caller.confirm(change)
        assert caller.poll().change is None


def test_brokers_may_send_for_whom_they_are_said_to_and_for_nobody_else(certificates: Path) -> None:
    secure = ("--tls", "--certificates", certificates)
    permitted = ("--broker", f"{CLIENT}:{NUMBER}", "--broker", f"{OTHER}:{NUMBER}", "--broker", f"{OTHER}:{CLIENT}")
    with emulator("--json", *secure, *permitted) as running, calling("httpx", running) as caller:
        created = caller.create(a_job(signers=by("a"), sender=Sender(NUMBER, sector=Sector.PUBLIC)))
        assert created.signature_job_id == 1
        with pytest.raises(SigningError, match="BROKER_NOT_AUTHORIZED"):
            caller.ping(sender=OTHER)


def test_with_long_term_storage_what_is_signed_stays(certificates: Path) -> None:
    arguments = ("--tls", "--certificates", certificates, "--signers", "sign", "--long-term-storage", CLIENT)
    with emulator("--json", *arguments) as running, calling("httpx", running) as caller:
        caller.create(a_job(signers=by("a"), sender=Sender(CLIENT, sector=Sector.PUBLIC)))
        change = caller.poll().change
        assert change is not None
        caller.confirm(change)
        assert caller.archived_pades("1").startswith(b"%PDF-")


def test_without_a_certificate_there_is_a_page_and_no_service(certificates: Path) -> None:
    with emulator("--json", "--tls", "--certificates", certificates) as running:
        status, body = running.ask("GET", f"/api/{CLIENT}")
        assert (status, b"NOT_AUTHORIZED" in body) == (403, True)
        assert running.ask("GET", f"/api/{CLIENT}/portal/signature-jobs")[0] == 403
        assert running.ask("GET", "/")[0] == 200
        assert running.ask("GET", "/_emulator/jobs") == (200, b'{"jobs": []}\n')


def test_our_clients_trust_nobody_else(certificates: Path) -> None:
    with emulator("--json", "--tls", "--certificates", certificates) as running:
        ours = Credentials.from_pkcs12(certificates / "client.p12", PASSWORD)
        with transport("httpx", client_context(ours, [authority().root])) as real, pytest.raises(UntrustedServer):
            client(real, running.service, credentials=ours).ping()


def test_calls_are_not_counted_while_time_stands_still() -> None:
    with emulator("--json", "--clock", "manual") as running, calling("httpx", running) as caller:
        assert all(caller.ping() for _ in range(25))


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    with emulator("--json", "--clock", "manual") as running:
        assert running.ask("GET", "/_emulator/clock") == (200, b'{"now": "2030-01-01T12:00:00+00:00"}\n')
        assert running.ask("POST", "/_emulator/clock", {"advance": 60})[0] == 200
        assert b"2030-01-01 12:01:00 UTC" in running.ask("GET", "/")[1]


def test_a_real_clock_goes_by_itself_and_can_be_put_forward() -> None:
    with emulator("--json") as running:
        before = json.loads(running.ask("GET", "/_emulator/clock")[1])["now"]
        assert json.loads(running.ask("GET", "/_emulator/clock")[1])["now"] > before
        moved = json.loads(running.ask("POST", "/_emulator/clock", {"set": "2100-01-01T00:00:00Z"})[1])["now"]
        assert moved.startswith("2100-01-01T00:00:00")


@pytest.mark.parametrize(
    ("signers", "sector", "status"),
    [
        ("wait", Sector.PUBLIC, "IN_PROGRESS"),
        ("sign", Sector.PRIVATE, "COMPLETED_SUCCESSFULLY"),
        ("reject", Sector.PUBLIC, "FAILED"),
    ],
)
def test_signers_do_as_they_are_told(signers: str, sector: Sector, status: str) -> None:
    with (
        emulator("--json", "--signers", signers, "--sector", sector.value) as running,
        calling("httpx", running) as caller,
    ):
        created = caller.create(a_job(signers=by("a"), sender=Sender(NUMBER, sector=sector)))
        told = json.loads(running.ask("GET", f"/_emulator/jobs/{created.signature_job_id}")[1])
        assert told["status"] == status


def test_the_wait_of_an_empty_queue_can_be_chosen() -> None:
    with emulator("--json", "--poll-wait", "0") as running, calling("httpx", running) as caller:
        assert [caller.poll().change for _ in range(3)] == [None] * 3


def test_the_same_seed_gives_the_same_waits() -> None:
    def wait(seed: str) -> str:
        with emulator("--json", "--clock", "manual", "--seed", seed) as running, calling("httpx", running) as caller:
            return str(caller.poll().wait)

    assert wait("1") == wait("1") != wait("2")


@pytest.mark.parametrize(("secure", "lines"), [(False, 3), (True, 7)], ids=["http", "https"])
def test_what_it_tells_people_to_try_works(certificates: Path, lines: int, *, secure: bool) -> None:
    arguments = ("--tls", "--certificates", certificates) if secure else ()
    with emulator(*arguments, lines=lines) as running:
        ping = shlex.split(next(line for line in running.lines if "signering ping" in line))
        told = subprocess.run(
            [*COMMAND, *ping[1:]],
            env=ENVIRONMENT | {"SIGNERING_PASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (told.returncode, told.stdout) == (0, f"organisation {CLIENT}, on behalf of itself\n")
        assert running.end() == (0, "")


@pytest.mark.parametrize(
    ("number", "secure"),
    [(signal.SIGTERM, False), (signal.SIGTERM, True), (signal.SIGINT, True), (signal.SIGHUP, False)],
)
def test_a_signal_ends_it_well_however_many_are_connected(
    certificates: Path, number: signal.Signals, *, secure: bool
) -> None:
    arguments = ("--tls", "--certificates", certificates) if secure else ()
    with emulator("--json", *arguments) as running, ExitStack() as stack:
        port = urlsplit(running.told["url"]).port
        assert port is not None
        for begun in (b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=LIMIT))
            connection.sendall(begun)
        assert running.ask("GET", "/")[0] == 200
        running.process.send_signal(number)
        assert running.process.wait(10) == 0
