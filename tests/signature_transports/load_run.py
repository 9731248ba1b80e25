"""A served emulator under load: jobs come in while two processes poll one queue, and a tenth of their work is lost.

Every status change has to be delivered, none twice before ten minutes of the service's time have passed, none after it
was confirmed, and the server may not grow. By hand: ``python -m tests.signature_transports.load_run SECONDS STEP``,
where the service's clock is put forward by STEP seconds again and again; what it holds of jobs that are gone falls due
within 40 days of its time.
"""

import json
import logging
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from signature_model import Environment, JobRequest, Manner, PortalClient, Service, ServiceError
from signature_model.api.http import Request
from signature_model.api.rate_limit import CallLimit
from signature_model.api.responses import StatusChange
from signature_transports.cli.stopping import stopped_by_signals
from signature_transports.clocks import ManualClock
from signature_transports.emulator.jobs.queues import REDELIVERED_AFTER
from signature_transports.emulator.settings import SIGNS, Settings
from signature_transports.emulator.web.control import PATH
from signature_transports.fixtures import running_server
from signature_transports.requests import RequestsTransport
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_bundle
from tests.kits.preloaded import Command
from tests.kits.processes import ENVIRONMENT

POLLERS: Final = 2
QUEUE: Final = "hr"
LOST: Final = 0.1
JOBS_A_STEP: Final = 5
MOST: Final = 100
"""Jobs that the service holds before more are sent."""
LIMIT: Final = 60
"""Seconds for what takes far less."""
_PAUSE: Final = 0.02
"""Seconds in which the pollers work."""


class Delivery(NamedTuple):
    """A delivery of a status change, between two readings of the service's clock, and one after its confirmation."""

    change: str
    before: datetime
    after: datetime
    confirmed: datetime | None


@dataclass(slots=True, kw_only=True)
class Tally:
    """What happened."""

    jobs: int = 0
    deliveries: list[list[Delivery]] = field(default_factory=list)
    """Those of each poller."""
    memory: list[int] = field(default_factory=list)
    """KiB of the server, from time to time; nothing where the system does not tell."""


class Caller:
    """A client of the service, and of its control path."""

    def __init__(self, url: str, transport: RequestsTransport) -> None:
        self._control = f"{url}{PATH}"
        self._transport = transport
        service = Service(root=f"{url}/api", environment=Environment.TEST)
        self.client = PortalClient(transport, service, sender=NUMBER, manner=Manner(limit=CallLimit(1_000)))

    def now(self) -> datetime:
        """What the service's clock shows."""
        return datetime.fromisoformat(str(self._ask("GET", "/clock")["now"]))

    def advance(self, seconds: float) -> None:
        """Put the service's clock forward."""
        self._ask("POST", "/clock", json.dumps({"advance": seconds}).encode())

    def jobs(self) -> int:
        """How many jobs the service holds."""
        return len(self._ask("GET", "/jobs")["jobs"])

    def _ask(self, method: str, path: str, order: bytes = b"") -> dict[str, list[object] | str]:
        length = ("Content-Length", str(len(order)))
        answer = self._transport.send(
            Request(method=method, url=self._control + path, headers=(length,), body=(order,))
        )
        result: dict[str, list[object] | str] = json.loads(answer.body)
        return result


def serve() -> None:
    """Serve an emulator until standard input ends."""
    settings = Settings(persona=SIGNS, calls_per_second=None, empty_queue_wait=timedelta())
    with running_server(settings, ManualClock()) as server:
        _say(server.url)
        sys.stdin.read()


def poll(url: str, seed: int) -> None:
    """Poll until a signal comes, and print what is delivered; leave some of it unconfirmed, as if it had died then."""
    chance = Random(seed)  # noqa: S311 - chooses what is lost
    with RequestsTransport() as transport, stopped_by_signals() as stop:
        caller = Caller(url, transport)
        _say("ready")
        while not stop.is_set():
            before = caller.now()
            change = caller.client.poll(polling_queue=QUEUE).change
            if change is None:
                stop.wait(0.02)
                continue
            after = caller.now()
            is_confirmed = chance.random() >= LOST and _confirms(caller.client, change)
            _say("\t".join(map(str, (change.confirmation_url, before, after, caller.now() if is_confirmed else ""))))


def _confirms(client: PortalClient, change: StatusChange) -> bool:
    """Confirm a status change; False where another has, meanwhile, and the job is gone."""
    try:
        client.confirm(change)
    except ServiceError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of this module, which ends when it is left."""
    command = [sys.executable, "-m", __name__ if __name__ != "__main__" else str(__spec__.name), *arguments]
    with Command(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        try:
            yield process
        finally:
            process.terminate()


def run(jobs: int, seconds: float = float("inf"), step: float = 60) -> Tally:
    """Send so many jobs, or as many as so many seconds permit, and follow them until the service holds none.

    More are sent until every process has got some.
    """
    tally = Tally(deliveries=[[] for _ in range(POLLERS)])
    with started("serve") as server, ThreadPoolExecutor(POLLERS) as readers, RequestsTransport() as transport:
        url = _first_line(server)
        with ExitStack() as polling:
            for seed, deliveries in enumerate(tally.deliveries):
                process = polling.enter_context(started("poll", url, str(seed)))
                _first_line(process)
                readers.submit(_collect, process, deliveries)
            caller = Caller(url, transport)
            for _ in _steps(caller, step, time.monotonic() + seconds):
                if tally.jobs >= jobs and all(tally.deliveries):
                    break
                _send(caller, tally, server.pid)
            gives_up = time.monotonic() + LIMIT
            while caller.jobs():
                assert time.monotonic() < gives_up, "some status changes are never delivered"
                caller.advance(step)
                time.sleep(_PAUSE)
    return tally


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _collect(process: subprocess.Popen[str], deliveries: list[Delivery]) -> None:
    """Take in what a process prints, until it ends."""
    assert process.stdout is not None
    for line in process.stdout:
        deliveries += (_delivery(line),)


def _steps(caller: Caller, step: float, ends: float) -> Iterator[None]:
    """Put the clock forward, and give a step each time the service holds few enough jobs for more to come."""
    gives_up = time.monotonic() + LIMIT
    while time.monotonic() < ends:
        caller.advance(step)
        if caller.jobs() < MOST:
            gives_up = time.monotonic() + LIMIT
            yield
        time.sleep(_PAUSE)
        assert time.monotonic() < gives_up, "the pollers do not follow"


def _send(caller: Caller, tally: Tally, server: int) -> None:
    for _ in range(JOBS_A_STEP):
        caller.client.create_from(a_bundle(), JobRequest(polling_queue=QUEUE), validate=False)
        tally.jobs += 1
    if tally.jobs % 500 == 0:
        tally.memory += _memory_of(server)


def _memory_of(process: int) -> list[int]:
    path = Path(f"/proc/{process}/status")
    lines = path.read_text().splitlines() if path.is_file() else []
    return [int(line.split()[1]) for line in lines if line.startswith("VmRSS:")]


def _delivery(line: str) -> Delivery:
    change, *moments = line.removesuffix("\n").split("\t")
    before, after, confirmed = (datetime.fromisoformat(each) if each else None for each in moments)
    assert before is not None
    assert after is not None
    return Delivery(change, before, after, confirmed)


def require_promises_kept(tally: Tally) -> None:
    """Raise AssertionError for a status change that was lost, or came again when it should not have."""
    by_change = defaultdict(list)
    for delivery in sorted((each for some in tally.deliveries for each in some), key=lambda each: each.before):
        by_change[delivery.change].append(delivery)
    ends = {(number, change) for number in range(1, tally.jobs + 1) for change in (1, 2)}
    assert {_numbers_of(each) for each in by_change} == ends, "a status change was lost"
    for deliveries in by_change.values():
        for first, second in pairwise(deliveries):
            assert second.after - first.before >= REDELIVERED_AFTER, "a status change came again too soon"
        done = min((each.confirmed for each in deliveries if each.confirmed), default=deliveries[-1].before)
        assert deliveries[-1].before <= done, "a status change came after it was confirmed"


def _numbers_of(change: str) -> tuple[int, int]:
    """The numbers of a job and of its change, of the url where that is confirmed."""
    *_, job, _, number = change.split("/")
    return int(job), int(number)


def _lines(tally: Tally, seconds: float) -> Iterator[str]:
    counts = [len(each) for each in tally.deliveries]
    changes = len({each.change for some in tally.deliveries for each in some})
    yield f"{tally.jobs:,} jobs in {seconds:.0f} s, {changes:,} status changes, none lost"
    each = " and ".join(f"{count:,}" for count in counts)
    yield f"{sum(counts):,} deliveries, {each} to the {POLLERS} processes, none too soon, none when confirmed"
    if tally.memory:
        yield f"memory of the server: {', '.join(f'{size / 1024:.1f}' for size in tally.memory)} MiB"


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - it talks to who started it


def main(arguments: list[str]) -> None:
    """Be one of the processes, or run them all for so many seconds."""
    match arguments:
        case ["serve"]:
            serve()
        case ["poll", url, seed]:
            poll(url, int(seed))
        case _:
            began = time.monotonic()
            seconds = float(arguments[0]) if arguments else 60
            step = float(arguments[1]) if arguments[1:] else 60
            tally = run(1_000_000, seconds, step)
            require_promises_kept(tally)
            _say("\n".join(_lines(tally, time.monotonic() - began)))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(sys.argv[1:])
