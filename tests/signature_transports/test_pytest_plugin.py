"""Tests of the pytest plugin, with tests inside a test."""

import subprocess
import sys
from collections.abc import Callable
from textwrap import dedent
from typing import Final

import pytest

# Whatever is first imported by a test within a test is forgotten after it, which not everything survives.
from signature_transports import fixtures, pytest_plugin, requests
from tests.kits.processes import ENVIRONMENT

pytest_plugins = ["pytester"]

NAME: Final = pytest_plugin.__name__
HEAVY: Final = (
    "cryptography",
    "httpx",
    "jinja2",
    "lxml",
    "pikepdf",
    "requests",
    "signature_model",
    "signature_transports.emulator",
    fixtures.__name__,
    requests.__name__,
)

JOB: Final = """\
from signature_model import Document, PortalJob, Sector, Sender, Signer

def a_job(**more):
    return PortalJob(
        title="Employment contract",
        documents=[Document.from_bytes(b"In short: yes.", title="Contract", mime="text/plain")],
        signers=[Signer.by_email("kari@example.com")],
        sender=Sender("999999999", sector=Sector.PUBLIC),
        **more,
    )
"""


@pytest.fixture
def passes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Require that a number of tests pass, and that nothing is left open."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # Loaded anew, so that it is measured even where pytest has loaded it before measuring began.
    monkeypatch.delitem(sys.modules, NAME)

    def run(tests: str, passed: int) -> None:
        pytester.makepyfile(dedent(tests))
        pytester.makepyfile(jobs=JOB)
        pytester.runpytest_inprocess("-p", NAME, "-W", "error").assert_outcomes(passed=passed)

    return run


def test_a_client_for_asyncio(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        import asyncio
        from jobs import a_job

        def test_a_job_is_created(signing_service):
            created = asyncio.run(signing_service.async_client().create(a_job()))
            assert created.signature_job_id == 1
        """,
        1,
    )


def test_a_client_of_the_direct_flow(passes: Callable[[str, int], None]) -> None:
    tests = """
    from signature_model import DirectJob, DirectSigner, ExitUrls
    from jobs import a_job

    def test_a_signer_is_redirected(signing_service):
        usual = a_job()
        job = DirectJob(
            title=usual.title,
            documents=usual.documents,
            signers=[DirectSigner.by_identifier("customer 7")],
            sender=usual.sender,
            exit_urls=ExitUrls.single("https://example.com"),
        )
        (link,) = signing_service.direct_client().create(job).signers
        assert link.redirect_url.startswith("http://127.0.0.1/redirect/")
    """
    passes(tests, 1)


def test_the_example_in_the_documentation_works(passes: Callable[[str, int], None]) -> None:
    assert pytest_plugin.__doc__ is not None
    example = pytest_plugin.__doc__.partition("::\n")[2].rpartition("\n\n")[0]

    passes(example, 1)


def test_each_test_gets_a_service_of_its_own(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        import pytest
        from jobs import a_job

        @pytest.mark.parametrize("time", range(2))
        def test_it_is_empty_at_first(signing_service, time):
            assert signing_service.emulator.jobs() == ()
            assert signing_service.clock.seconds() == 0
            signing_service.client().create(a_job())
            signing_service.clock.advance(60)
        """,
        2,
    )


def test_waiting_takes_no_time(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        from datetime import timedelta
        from jobs import a_job
        from signature_model import Availability

        def test_a_job_expires(signing_service):
            client = signing_service.client()
            client.create(a_job(availability=Availability(available_for=timedelta(hours=2))))
            change = next(client.changes())
            assert change.signatures[0].status == "EXPIRED"
            assert signing_service.clock.seconds() >= 7_200
        """,
        1,
    )


def test_clients_share_the_limit_of_their_organisation(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        def test_nothing_is_blocked(signing_service):
            clients = [signing_service.client(), signing_service.client()]
            for each in clients * 15:
                assert each.ping() == "organisation 999999999, on behalf of itself"
            assert {each.status for each in signing_service.emulator.journal()} == {200}
            assert signing_service.clock.seconds() < 10
        """,
        1,
    )


def test_a_client_can_be_for_another_sender(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        def test_the_sender_is_the_one_that_is_named(signing_service):
            client = signing_service.client(sender="984661185")
            assert client.ping().startswith("organisation 984661185")
            assert client.poll().change is None
            assert [each.sender for each in signing_service.emulator.queues()] == ["984661185"]
        """,
        1,
    )


def test_the_service_and_its_clock_can_be_chosen(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        from datetime import UTC, datetime
        import pytest
        from jobs import a_job
        from signature_transports.clocks import ManualClock
        from signature_transports.emulator import REJECTS, Settings

        @pytest.fixture
        def signing_settings():
            return Settings(persona=REJECTS, calls_per_second=1)

        @pytest.fixture
        def signing_clock():
            return ManualClock(datetime(2027, 5, 17, tzinfo=UTC))

        def test_everybody_rejects(signing_service):
            signing_service.client().create(a_job())
            (job,) = signing_service.emulator.jobs()
            assert (job.status, job.created) == ("FAILED", datetime(2027, 5, 17, tzinfo=UTC))

        def test_the_same_settings_hold_behind_a_server(signing_server):
            assert signing_server.emulator.settings.persona == REJECTS
            assert signing_server.emulator.settings.calls_per_second == 1
            assert signing_server.emulator.settings.root == signing_server.root
            assert signing_server.clock.now().year == 2027
        """,
        2,
    )


def test_the_server_uses_http(passes: Callable[[str, int], None]) -> None:
    passes(
        """
        import json
        from urllib.request import urlopen
        from jobs import a_job
        from signature_model import PortalClient
        from signature_transports.fixtures import credentials
        from signature_transports.requests import RequestsTransport

        def test_a_job_is_signed(signing_server):
            assert signing_server.root == signing_server.url + "/api"
            with RequestsTransport() as transport:
                client = PortalClient(transport, signing_server.service, credentials=credentials())
                created = client.create(a_job())
                for _ in range(15):
                    assert client.poll().change is None
                signing_server.emulator.sign(created.signature_job_id, 0)
                change = client.poll().change
                assert change.status == "COMPLETED_SUCCESSFULLY"
                client.confirm(change)
            with urlopen(signing_server.url + "/_emulator/jobs") as answer:
                assert json.load(answer) == {"jobs": []}
            with urlopen(signing_server.url) as answer:
                assert b"No jobs yet" in answer.read()

        def test_the_clock_moves_by_hand(signing_server):
            before = signing_server.clock.now()
            signing_server.clock.advance(3600)
            assert (signing_server.emulator.clock.now() - before).total_seconds() == 3600
        """,
        2,
    )


def test_the_fixtures_are_described(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    result = pytester.runpytest_inprocess("-p", NAME, "--fixtures").stdout.str()

    for name in ("signing_clock", "signing_server", "signing_service", "signing_settings"):
        assert f"\n{name} -- " in result


def test_tests_that_use_no_fixture_import_nothing() -> None:
    trial = f"import sys, {NAME}; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", trial], env=ENVIRONMENT, capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"
