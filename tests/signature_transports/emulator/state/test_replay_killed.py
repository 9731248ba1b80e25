"""The command with ``--state``, as a process that is killed without warning, and started again."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Semaphore
from typing import TYPE_CHECKING, Any, Final

import pytest

from signature_model.api.messages.reading import parse_created_job, parse_status_change
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.emulator.calls import JOBS, by, creation, job_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from signature_model.api.http import Request
    from signature_model.api.responses import StatusChange

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
"""Seconds for what takes far less."""


@dataclass(frozen=True, slots=True)
class Running:
    """The emulator as a process."""

    process: subprocess.Popen[str]
    port: int

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """The status and the body of an answer. Raises OSError or HTTPException where there is none."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def create(self, request: Request) -> int:
        """Create a job, and tell its number."""
        status, body = self.ask("POST", f"/api{JOBS}", b"".join(request.body), **dict(request.headers))
        assert status == 200, body
        return parse_created_job(body).signature_job_id

    def poll(self) -> StatusChange | None:
        """What a poll brings."""
        status, body = self.ask("GET", f"/api{JOBS}")
        assert status in {200, 204}
        return parse_status_change(body) if body else None

    def order(self, path: str, order: object = None) -> Any:  # noqa: ANN401 - any JSON
        """What the control path answers."""
        method = "GET" if order is None else "POST"
        status, body = self.ask(method, f"/_emulator{path}", b"" if order is None else json.dumps(order).encode())
        assert status == 200, body
        return json.loads(body)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.communicate(timeout=LIMIT)


@contextmanager
def emulator(state: Path) -> Iterator[Running]:
    """The command, when it accepts connections."""
    command = (*COMMAND, "--state", str(state))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.communicate(timeout=LIMIT)[1]
            yield Running(process, int(json.loads(line)["url"].rpartition(":")[2]))
        finally:
            process.kill()


def path_of(url: str | None) -> str:
    """The path of a url of the service, whose port changes with each start."""
    assert url is not None
    return url[url.index("/api/") :]


def test_an_emulator_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    state = tmp_path / "a.state"
    with emulator(state) as first:
        assert first.create(creation(job_of(*by("a", "b")))) == 1
        first.order("/jobs/1/signers/0/sign", {})
        first.order("/clock", {"advance": 60})
        change = first.poll()
        assert change is not None
        _, pades = first.ask("GET", path_of(change.pades_url))
        first.kill()
    with emulator(state) as second:
        assert second.poll() is None
        assert second.order("/clock")["now"] == "2030-01-01T12:01:00+00:00"
        second.order("/clock", {"advance": 600})
        second.kill()
    with emulator(state) as third:
        again = third.poll()
        assert again is not None
        assert path_of(again.confirmation_url) == path_of(change.confirmation_url)
        assert third.ask("GET", path_of(again.pades_url)) == (200, pades)
        assert third.ask("POST", path_of(again.confirmation_url)) == (204, b"")
        third.kill()
    with emulator(state) as fourth:
        fourth.order("/clock", {"advance": 3_600})
        assert fourth.poll() is None
        assert [each["status"] for each in fourth.order("/jobs/1")["signers"]] == ["SIGNED", "WAITING"]


def test_one_that_is_stopped_leaves_one_file(tmp_path: Path) -> None:
    state = tmp_path / "a.state"
    with emulator(state) as running:
        running.create(creation(job_of(*by("a"))))
        running.process.terminate()
        running.process.communicate(timeout=LIMIT)
    assert [each.name for each in tmp_path.iterdir()] == ["a.state"]
    with emulator(state) as running:
        assert len(running.order("/jobs")["jobs"]) == 1


@pytest.mark.parametrize("before", [1, 2, 5, 9, 14])
def test_nothing_that_was_answered_is_lost(tmp_path: Path, before: int) -> None:
    """Somebody creates, signs, polls and confirms without a pause, until the emulator is killed under their hands."""
    state = tmp_path / "a.state"
    answered = Answered()
    with emulator(state) as running, ThreadPoolExecutor(1) as elsewhere:
        working = elsewhere.submit(answered.work, running)
        for _ in range(before):
            assert answered.steps.acquire(timeout=LIMIT)
        running.kill()
        assert isinstance(working.exception(timeout=LIMIT), OSError | HTTPException)
    with emulator(state) as running:
        held = {each["id"]: each for each in running.order("/jobs")["jobs"]}
        assert set(answered.created) <= set(held) | answered.confirmed
        for number in answered.signed:
            assert number in answered.confirmed or held[number]["status"] == "COMPLETED_SUCCESSFULLY"
        assert not answered.confirmed & set(held)
        brought = set()
        while change := running.poll():
            brought.add(change.signature_job_id)
        assert not brought & answered.delivered
        assert answered.signed - answered.delivered <= brought | answered.asked


class Answered:
    """What the emulator has answered; ``asked`` are the jobs of whose last poll, or act, no answer came."""

    def __init__(self) -> None:
        self.steps = Semaphore(0)
        self.created: list[int] = []
        self.signed: set[int] = set()
        self.delivered: set[int] = set()
        self.confirmed: set[int] = set()
        self.asked: set[int] = set()

    def work(self, running: Running) -> None:
        """Work until an answer fails to come."""
        request = creation(job_of(*by("a")))
        while True:
            running.order("/clock", {"advance": 1})
            number = running.create(request)
            self.created.append(number)
            self.steps.release()
            running.order(f"/jobs/{number}/signers/0/sign", {})
            self.signed.add(number)
            self.asked = {number}
            change = running.poll()
            assert change is not None
            self.delivered.add(change.signature_job_id)
            self.steps.release()
            assert running.ask("POST", path_of(change.confirmation_url))[0] == 204
            self.confirmed.add(change.signature_job_id)
