"""Authentication by token over every transport, against the emulator with TLS and in memory."""

import asyncio
import io
import ssl
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest

from signature_model import (
    AsyncPortalClient,
    Environment,
    JobRequest,
    Manner,
    NoAnswer,
    PortalClient,
    Retries,
    Service,
    ServiceError,
    TokenAuthentication,
    TokenError,
    UntrustedServer,
)
from signature_model.api.flow import run
from signature_model.api.http import Request, Response
from signature_model.api.portal import Portal
from signature_transports.clocks import ManualClock
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.certificate_folder import CLIENT, CertificateFolder
from signature_transports.fake import AsyncFakeTransport, FakeTransport, Loss
from signature_transports.tls import client_context, token_context
from signature_transports.tokens import AsyncTokenTransport, TokenTransport
from tests.kits.certificates import NUMBER
from tests.kits.jobs import credentials
from tests.signature_transports.callers import client, each_library, transport
from tests.signature_transports.emulated import Served, filled, joined, serving
from tests.signature_transports.emulator.calls import an_emulator, bundle_of, by, clock_of, job_of

OURS: Final = TokenAuthentication(
    client_id="emulator", broker_id="555444", token_endpoint="http://127.0.0.1/oauth2/token"
)
SERVICE: Final = Service(root="http://127.0.0.1/api", environment=Environment.TEST)
ONCE: Final = Manner(retries=Retries(times=0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    return filled(CertificateFolder(path=tmp_path_factory.mktemp("certificates")))


@pytest.fixture
def served(folder: CertificateFolder) -> Iterator[Served]:
    with serving(folder, authentication="token") as served:
        yield served


def in_memory(emulator: Emulator, losses: Any = lambda _: None) -> TokenTransport:  # noqa: ANN401 - as FakeTransport
    """Return a transport to an emulator in memory."""
    fake = FakeTransport(emulator.handle, clock=clock_of(emulator), losses=losses)
    return TokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake)


def operations(emulator: Emulator) -> list[tuple[str, int | None]]:
    """Return the operations and statuses of the calls so far."""
    return [(f"{each.operation}", each.status) for each in emulator.journal()]


@each_library
def test_calls_carry_a_token_and_no_certificate(kind: str, served: Served) -> None:
    calls, tokens = client_context(None, served.anchors), token_context(served.credentials, served.anchors)
    with transport(kind, calls) as one, transport(kind, tokens) as other:
        joint = joined(one, other, served.service, f"{served.url}/oauth2/token")
        caller = client(joint, served.service, credentials=served.credentials, sender=CLIENT)
        created = caller.create(job_of(*by("a"), sender=CLIENT))
        served.emulator.faults.add("ping", "401")
        caller.ping()
    assert created.signature_job_id == 1
    assert served.emulator.callers == [CLIENT, "", "", CLIENT, ""]
    assert operations(served.emulator) == [
        ("token", 200),
        ("create", 200),
        ("ping", 401),
        ("token", 200),
        ("ping", 200),
    ]


@each_library
def test_the_token_endpoint_is_checked_by_public_authorities(kind: str, served: Served) -> None:
    with transport(kind, token_context(served.credentials)) as tokens, pytest.raises(UntrustedServer):
        tokens.send(Request(method="POST", url=f"{served.url}/oauth2/token"))
    assert operations(served.emulator) == []


def test_public_authorities_are_joined_by_the_host_name(served: Served) -> None:
    context = token_context(served.credentials)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_the_token_is_fetched_once_and_used_until_30_seconds_before_its_end() -> None:
    emulator = an_emulator()
    caller = PortalClient(in_memory(emulator), SERVICE, sender=NUMBER)
    caller.ping()
    clock_of(emulator).advance(3569)
    caller.ping()
    clock_of(emulator).advance(1)
    caller.ping()
    assert [name for name, _ in operations(emulator)] == ["token", "ping", "ping", "token", "ping"]


@pytest.mark.parametrize(("operation", "fault"), [("create", "401"), ("token", "slow")])
def test_a_job_is_sealed_again_after_a_refusal_or_a_slow_fetch(operation: str, fault: str) -> None:
    emulator, sealed = an_emulator(), [bundle_of()]

    def seal_again() -> bytes:
        sealed.append(bundle_of())
        return sealed[-1]

    emulator.faults.add(operation, fault, seconds=3)
    creation = Portal(service=SERVICE, manner=ONCE).create(NUMBER, JobRequest(), sealed[0], seal_again)
    assert run(creation, in_memory(emulator)).signature_job_id == 1
    assert len(sealed) == 2


def test_a_given_bundle_is_sent_again_after_a_refusal() -> None:
    emulator = an_emulator()
    emulator.faults.add("create", "401")
    caller = PortalClient(in_memory(emulator), SERVICE, sender=NUMBER, manner=ONCE)
    assert caller.create_from(bundle_of(), validate=False).signature_job_id == 1


@pytest.mark.parametrize("operation", ["ping", "create"])
def test_a_second_401_goes_to_the_caller(operation: str) -> None:
    emulator = an_emulator()
    emulator.faults.add(operation, "401", times=None)
    caller = PortalClient(in_memory(emulator), SERVICE, credentials=credentials(), sender=NUMBER)
    with pytest.raises(ServiceError) as caught:
        caller.ping() if operation == "ping" else caller.create(job_of(*by("a")))
    assert caught.value.status == 401
    assert [status for name, status in operations(emulator) if name == operation] == [401, 401]


@pytest.mark.parametrize(
    ("fault", "error"),
    [("503", TokenError), ("html", TokenError), ("expires-in-text", TokenError), ("drop-before", NoAnswer)],
)
def test_without_a_token_nothing_is_sent_to_the_service(fault: str, error: type[Exception]) -> None:
    emulator = an_emulator()
    emulator.faults.add("token", fault, times=None)
    caller = PortalClient(in_memory(emulator), SERVICE, credentials=credentials(), manner=ONCE)
    with pytest.raises(error) as caught:
        caller.create(job_of(*by("a")))
    assert getattr(caught.value, "was_sent", False) is False
    assert {name for name, _ in operations(emulator)} == {"token"}


def test_a_wait_passes_by_the_clock_of_the_transport() -> None:
    joint = in_memory(an_emulator())
    before = joint.clock()
    joint.wait(5)
    assert joint.clock() == before + 5


def test_many_threads_share_one_fetch() -> None:
    emulator = an_emulator()
    reached, free = threading.Event(), threading.Event()

    def handled(request: Request) -> Response:
        if "oauth2" in request.url:
            reached.set()
            free.wait(10)
        return emulator.handle(request)

    fake = FakeTransport(handled, clock=clock_of(emulator))
    joint = TokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake)
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(joint.prepare) for _ in range(4)]
        reached.wait(10)
        free.set()
        for each in done:
            each.result(10)
    assert operations(emulator) == [("token", 200)]


@pytest.mark.parametrize(("fault", "others"), [(None, TokenError), (RuntimeError("interrupted"), NoAnswer)])
def test_threads_that_wait_get_an_error_of_their_own(fault: Exception | None, others: type[Exception]) -> None:
    free, waits = threading.Event(), threading.Event()

    class Clock(ManualClock):
        asked = 0

        def seconds(self) -> float:
            self.asked += 1
            if self.asked == 2:
                waits.set()
            return super().seconds()

    def handled(_: Request) -> Response:
        free.wait(10)
        if fault is not None:
            raise fault
        return Response(status=503)

    fake = FakeTransport(handled, clock=Clock())
    joint = TokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake)
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(joint.prepare) for _ in range(2)]
        waits.wait(10)
        pool_lock = joint._lock  # noqa: SLF001 - the second thread has passed it when it can be taken
        with pool_lock:
            pass
        free.set()
        errors = [each.exception(10) for each in done]
    assert {type(each) for each in errors} == {others, TokenError if fault is None else type(fault)}
    assert errors[0] is not errors[1]


def test_many_tasks_share_one_fetch_that_survives_a_cancelled_task() -> None:
    emulator = an_emulator()

    class Slow(AsyncFakeTransport):
        async def send(self, request: Request) -> Response:
            await asyncio.sleep(0)
            return await super().send(request)

    async def run() -> None:
        fake = Slow(FakeTransport(emulator.handle, clock=clock_of(emulator)))
        joint = AsyncTokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake)
        first = asyncio.create_task(joint.prepare())
        others = [asyncio.create_task(joint.prepare()) for _ in range(3)]
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(*others)
        await joint.wait(5)
        assert joint.clock() == 5
        await AsyncPortalClient(joint, SERVICE, sender=NUMBER).ping()

    asyncio.run(run())
    assert operations(emulator) == [("token", 200), ("ping", 200)]


@pytest.mark.parametrize("loss", [Loss.UNSENT, Loss.AFTER])
def test_an_asynchronous_fetch_that_is_lost_has_sent_nothing(loss: Loss) -> None:
    async def run() -> None:
        fake = AsyncFakeTransport(FakeTransport(an_emulator().handle, losses=lambda _: loss))
        joint = AsyncTokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake)
        with pytest.raises(NoAnswer) as caught:
            await joint.prepare()
        assert not caught.value.was_sent

    asyncio.run(run())


def test_an_asynchronous_fetch_from_another_server_is_refused() -> None:
    def refuse(_: Request) -> Response:
        msg = "not the token endpoint"
        raise UntrustedServer(msg)

    async def run() -> None:
        fake = AsyncFakeTransport(FakeTransport(refuse))
        await AsyncTokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake).prepare()

    with pytest.raises(UntrustedServer):
        asyncio.run(run())


def test_a_blocking_fetch_from_another_server_is_refused() -> None:
    def refuse(_: Request) -> Response:
        msg = "not the token endpoint"
        raise UntrustedServer(msg)

    fake = FakeTransport(refuse)
    with pytest.raises(UntrustedServer):
        TokenTransport(fake, authentication=OURS, service=SERVICE, token_transport=fake).prepare()


@each_library
def test_no_error_or_traceback_shows_the_token(kind: str, served: Served) -> None:
    calls, tokens = client_context(None, served.anchors), token_context(served.credentials, served.anchors)
    served.emulator.faults.add("ping", "drop-before")
    with transport(kind, calls) as one, transport(kind, tokens) as other:
        joint = joined(one, other, served.service, f"{served.url}/oauth2/token")
        with pytest.raises(NoAnswer) as caught:
            client(joint, served.service, sender=CLIENT, manner=ONCE).ping()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert served.emulator.issued
    assert str(served.emulator.issued[0]) not in "".join(shown.format())


def test_a_download_works_with_a_token() -> None:
    emulator = an_emulator(long_term_storage=[NUMBER])
    caller = PortalClient(in_memory(emulator), SERVICE, sender=NUMBER, manner=ONCE)
    with pytest.raises(ServiceError, match="ARCHIVED_DOCUMENT_NOT_FOUND"):
        caller.save(SERVICE.archived_pades_url(NUMBER, "1"), io.BytesIO())
