"""Tests of ``signering emulator --state`` as a process that is killed and started again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Semaphore
from typing import Any, Final

import pytest

from signature_model.api.http import Request
from signature_model.api.messages.reading import parse_created_job, parse_status_change
from signature_model.api.responses import StatusChange
from tests.kits.preloaded import Command
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.emulator.calls import JOBS, by, creation, job_of

COMMAND: Final = (
    sys.executable,
    "-m",
    "signature_transports",
    "emulator",
    "--json",
    "--clock",
    "manual",
    "--poll-wait",
    "0",
)
LIMIT: Final = 60
"""Seconds, many times what anything here takes."""


@dataclass(frozen=True, slots=True)
class Running:
    """The emulator as a process."""

    process: subprocess.Popen[str]
    port: int

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Return the status and the body of a response. Raises OSError or HTTPException if there is none."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def create(self, request: Request) -> int:
        """Create a job, and return its number."""
        status, body = self.ask("POST", f"/api{JOBS}", b"".join(request.body), **dict(request.headers))
        assert status == 200, body
        return parse_created_job(body).signature_job_id

    def poll(self) -> StatusChange | None:
        """Return the status change that a poll returns."""
        status, body = self.ask("GET", f"/api{JOBS}")
        assert status in {200, 204}
        return parse_status_change(body) if body else None

    def control(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
        """Return the result of a control call."""
        method = "GET" if body is None else "POST"
        status, result = self.ask(method, f"/_emulator{path}", b"" if body is None else json.dumps(body).encode())
        assert status == 200, result
        return json.loads(result)

    def kill(self) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.communicate(timeout=LIMIT)


@contextmanager
def emulator(state: Path) -> Iterator[Running]:
    """Start the command, and wait until it accepts connections."""
    command = (*COMMAND, "--state", str(state))
    with Command(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.communicate(timeout=LIMIT)[1]
            yield Running(process, int(json.loads(line)["url"].rpartition(":")[2]))
        finally:
            process.kill()


def path_of(url: str | None) -> str:
    """Return the path of a URL of the service. Its port changes with each start."""
    assert url is not None
    return url[url.index("/api/") :]


def test_a_killed_emulator_continues_where_it_ended(tmp_path: Path) -> None:
    state = tmp_path / "a.state"
    with emulator(state) as first:
        assert first.create(creation(job_of(*by("a", "b")))) == 1
        first.control("/jobs/1/signers/0/sign", {})
        first.control("/clock", {"advance": 60})
        change = first.poll()
        assert change is not None
        first.kill()
    with emulator(state) as second:
        assert second.poll() is None
        assert second.control("/clock")["now"] == "2030-01-01T12:01:00+00:00"
        second.control("/clock", {"advance": 600})
        again = second.poll()
        assert again is not None
        assert path_of(again.confirmation_url) == path_of(change.confirmation_url)
        assert second.ask("POST", path_of(again.confirmation_url)) == (204, b"")
        second.kill()
    with emulator(state) as third:
        third.control("/clock", {"advance": 3_600})
        assert third.poll() is None
        assert [each["status"] for each in third.control("/jobs/1")["signers"]] == ["SIGNED", "WAITING"]
        third.process.terminate()
        third.process.communicate(timeout=LIMIT)
    assert [each.name for each in tmp_path.iterdir()] == ["a.state"]


class Client:
    """A client that creates, signs, polls and confirms without a pause, and notes the responses.

    ``asked`` has the job whose last poll, and ``confirming`` the one whose last confirmation may have had no response.
    """

    def __init__(self) -> None:
        self.steps = Semaphore(0)
        self.created: list[int] = []
        self.signed: set[int] = set()
        self.delivered: set[int] = set()
        self.confirmed: set[int] = set()
        self.asked: set[int] = set()
        self.confirming: set[int] = set()

    def work(self, running: Running) -> None:
        """Call until there is no response."""
        request = creation(job_of(*by("a")))
        while True:
            running.control("/clock", {"advance": 1})
            number = running.create(request)
            self.created.append(number)
            self.steps.release()
            running.control(f"/jobs/{number}/signers/0/sign", {})
            self.signed.add(number)
            self.asked = {number}
            change = running.poll()
            assert change is not None
            self.delivered.add(change.signature_job_id)
            self.confirming = {change.signature_job_id}
            self.steps.release()
            assert running.ask("POST", path_of(change.confirmation_url))[0] == 204
            self.confirmed.add(change.signature_job_id)


@pytest.mark.parametrize("steps", [2, 9])
def test_nothing_is_lost_that_got_a_response(tmp_path: Path, steps: int) -> None:
    state = tmp_path / "a.state"
    client = Client()
    with emulator(state) as running, ThreadPoolExecutor(1) as executor:
        working = executor.submit(client.work, running)
        for _ in range(steps):
            assert client.steps.acquire(timeout=LIMIT)
        running.kill()
        assert isinstance(working.exception(timeout=LIMIT), OSError | HTTPException)
    with emulator(state) as running:
        held = {each["id"]: each for each in running.control("/jobs")["jobs"]}
        over = client.confirmed | client.confirming
        assert set(client.created) <= set(held) | over
        for number in client.signed:
            assert number in over - set(held) or held[number]["status"] == "COMPLETED_SUCCESSFULLY"
        assert not client.confirmed & set(held)
        delivered = set()
        while change := running.poll():
            delivered.add(change.signature_job_id)
        assert not delivered & client.delivered
        assert client.signed - client.delivered <= delivered | client.asked
