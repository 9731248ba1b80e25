"""Pytest fixtures for programs that send signature jobs. The other end is an emulator of the service.

``signing_service`` is the service in the process, ``signing_server`` is the service as an HTTP server. Each test gets
its own::

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

For type checkers, ``signing_service`` is a ``SigningService`` and ``signing_server`` a ``SigningServer``, both from
``signature_transports.fixtures``. The fixtures import what they need when a test uses them, so that other tests do not
take longer.
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
    """Return the settings of the service. Override this fixture with one that returns ``Settings``.

    ``Settings`` is in ``signature_transports.emulator``. With None, the service is as in the test environments. The
    server then does not limit calls and polls, because its clock does not move.
    """
    return None


@pytest.fixture
def signing_clock() -> ManualClock:
    """Return the service's clock, at noon (UTC) on 2030-01-01. Override this fixture for another time."""
    from signature_transports.clocks import ManualClock  # noqa: PLC0415 - only for tests that use it

    return ManualClock()


@pytest.fixture
def signing_service(signing_settings: Settings | None, signing_clock: ManualClock) -> SigningService:
    """Return the signing service in this process. Its clock is manual, so that waiting takes no time.

    ``.client()``, ``.direct_client()`` and ``.async_client()`` return clients of it. ``.emulator`` lets signers sign
    and calls fail, and ``.clock.advance(seconds)`` advances the time. ``.transport`` and ``.service`` are for a client
    of your own.
    """
    from signature_transports.fixtures import in_process  # noqa: PLC0415 - only for tests that use it

    return in_process(signing_settings, signing_clock)


@pytest.fixture
def signing_server(signing_settings: Settings | None, signing_clock: ManualClock) -> Iterator[SigningServer]:
    """Run the signing service as an HTTP server on the loopback interface, with a manual clock.

    ``.service`` is for clients over a real transport, and ``.root`` is its URL for other programs. The pages and the
    control path are below ``.url``. ``.emulator`` and ``.clock`` are as in ``signing_service``.
    """
    from signature_transports.fixtures import running_server  # noqa: PLC0415 - only for tests that use it

    with running_server(signing_settings, signing_clock) as server:
        yield server
