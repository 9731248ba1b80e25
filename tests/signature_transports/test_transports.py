"""Properties of all transports: connections, threads and tasks, memory, time."""

import asyncio
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from signature_model.api.http import Request
from tests.kits.certificates import NUMBER
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import Blocking, client, every_transport, transport
from tests.signature_transports.scripted import a_change, a_job, a_service, create, serve
from tests.signature_transports.servers import PATIENCE, Server, Visit, answer


@every_transport
def test_each_call_has_a_connection_which_its_response_closes(kind: str) -> None:
    tls = trusting()
    with Server(serve, server_context()) as server, transport(kind, tls) as real:
        service = a_service(server.url)
        caller = client(real, service, sender=NUMBER)
        create(caller, service)
        assert server.left.wait(PATIENCE)
        caller.cancel(a_job(service))
        caller.confirm(a_change(service))
        caller.pades(a_change(service))
        caller.ping()

    assert (server.connections, len(server.requests)) == (5, 5)


@every_transport
def test_threads_and_tasks_share_a_transport(kind: str) -> None:
    tls = trusting()
    urls = [f"/api/{NUMBER}"] * 6
    with Server(serve, server_context()) as server, transport(kind, tls) as real:
        requests = [Request(method="GET", url=server.url + each) for each in urls]
        if isinstance(real, Blocking):
            answers = real.together("send", requests)
        else:
            with ThreadPoolExecutor(4) as threads:
                answers = list(threads.map(real.send, requests))

    assert [each.body for each in answers] == [b"you are 999999999"] * 6
    assert len(server.requests) == 6


@every_transport
def test_a_bundle_is_sent_without_a_copy(kind: str) -> None:
    bundle = bytes(16 * 1024 * 1024)

    def pass_over(visit: Visit) -> None:
        while not visit.skim().endswith(b"end"):
            pass
        visit.write(answer())

    tls = trusting()
    with Server(pass_over, server_context(), reads=False) as server, transport(kind, tls) as real:
        length = ("Content-Length", str(len(bundle) + 3))
        request = Request(method="POST", url=server.url, headers=(length,), body=(bundle, b"end"))
        tracemalloc.start()
        try:
            assert real.send(request).status == 200
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert most < 4 * 1024 * 1024


@every_transport
def test_waiting_ends_when_stop_is_set(kind: str) -> None:
    with transport(kind) as real:
        stop: Any = asyncio.Event() if isinstance(real, Blocking) else Event()
        real.wait(0.001, None)
        real.wait(0.001, stop)
        stop.set()
        real.wait(3_600, stop)


@every_transport
def test_the_clock_is_monotonic(kind: str) -> None:
    with transport(kind) as real:
        before = real.clock()
        real.wait(0.001, None)

        assert real.clock() > before
