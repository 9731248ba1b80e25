"""Fixtures for the tests of programs that send signature jobs, with the emulator as the other end. For pytest.

``signing_service`` is the service within the process, ``signing_server`` the same behind HTTP. Each test gets its own::

    from itertools import islice
    from signature_model import Document, PortalJob, Sector, Sender, Signer

    def test_a_job_is_signed(signing_service):
        client = signing_service.client()
        job = PortalJob(
            title="Employment contract",
            documents=[Document.from_bytes(b"In short: yes.", title="Contract", mime="text/plain")],
            signers=[Signer.by_email("kari@example.com")],
            sender=Sender("999999999", sector=Sector.PUBLIC),
        )
        created = client.create(job)
        signing_service.emulator.sign(created.signature_job_id, 0)
        (change,) = islice(client.changes(), 1)
        assert change.status == "COMPLETED_SUCCESSFULLY"
        assert client.pades(change).startswith(b"%PDF-")

Nothing but pytest is imported before a fixture is asked for, so that tests that ask for none pay nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_transports.clocks import ManualClock
    from signature_transports.emulator.settings import Settings
    from signature_transports.fixtures import SigningServer, SigningService


@pytest.fixture
def signing_settings() -> Settings | None:
    """How the service behaves: to be overridden by a fixture that returns ``Settings``.

    ``signature_transports.emulator`` has them. For None the service is as in the test environments; behind a server,
    where time stands still, calls and polls are not limited.
    """
    return None


@pytest.fixture
def signing_clock() -> ManualClock:
    """The service's clock, which stands at noon (UTC) on 2030-01-01: to be overridden by a fixture for another time."""
    from signature_transports.clocks import ManualClock  # noqa: PLC0415 - only for tests that use it

    return ManualClock()


@pytest.fixture
def signing_service(signing_settings: Settings | None, signing_clock: ManualClock) -> SigningService:
    """The signing service within the process, with a manual clock, on which waiting takes no time.

    ``.client()`` is a client of it, ``.emulator`` has the signers sign and things go wrong, ``.clock.advance(seconds)``
    moves time; ``.transport`` and ``.service`` are for clients of your own making.
    """
    from signature_transports.fixtures import within  # noqa: PLC0415 - only for tests that use it

    return within(signing_settings, signing_clock)


@pytest.fixture
def signing_server(signing_settings: Settings | None, signing_clock: ManualClock) -> Iterator[SigningServer]:
    """The signing service behind HTTP on the loopback interface, with a manual clock.

    ``.service`` is for clients over a real transport, ``.root`` its url for programs in any language, ``.url`` where
    the page and the control path are; ``.emulator`` and ``.clock`` are as in ``signing_service``.
    """
    from signature_transports.fixtures import served  # noqa: PLC0415 - only for tests that use it

    with served(signing_settings, signing_clock) as server:
        yield server
