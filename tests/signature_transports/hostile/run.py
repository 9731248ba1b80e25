"""Hostile answers to creations over every transport: each is sent once, and no claim is wrong. See ``make hostile``."""

import ssl
import sys
import time
from collections.abc import Sequence
from itertools import chain
from typing import Final

from signature_model import (
    Environment,
    JobRequest,
    Manner,
    NoAnswer,
    OutcomeUnknown,
    PortalClient,
    Retries,
    Service,
    ServiceError,
    SigningError,
)
from tests.kits.certificates import NUMBER
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import client, transport
from tests.signature_transports.hostile import framing, messages, order
from tests.signature_transports.hostile.cases import JOB, Claim, Hostile
from tests.signature_transports.servers import Server, Visit, answer

TRANSPORTS: Final = ("requests", "httpx", "async httpx")
BUNDLE: Final = b"PK\3\4 a bundle"
LARGE: Final = bytes(1_000_000)
ARRIVAL: Final = 0.01
"""Seconds in which what was sent arrives."""


def cases() -> list[Hostile]:
    """Return all hostile answers."""
    return list(
        chain(
            framing.broken_off(),
            framing.status_lines(),
            framing.interim(),
            framing.lengths(),
            framing.chunks(),
            messages.statuses(),
            messages.bodies(),
            messages.header_fields(),
            messages.redirects(),
            messages.challenges(),
            order.early(),
            order.unsolicited(),
        )
    )


def wrongs(case: Hostile, kind: str, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> list[str]:
    """Return what is wrong after a creation that is answered so; empty if nothing is."""

    def behave(visit: Visit) -> object:
        if case.is_early or visit.line.startswith(b"POST"):
            return case.behaves(visit)
        visit.write(answer(body=b"pong") if case.before is None or server.requests[1:] else case.before)
        if case.late:
            visit.wait()
            visit.write(case.late)
        return None

    with Server(behave, server_tls, reads=not case.is_early) as server, transport(kind, client_tls) as real:
        service = Service(root=f"{server.url}/api", environment=Environment.TEST)
        caller = client(real, service, sender=NUMBER, manner=Manner(retries=Retries(times=2, first=0.0)))
        another = client(real, service, sender=NUMBER, manner=Manner(retries=Retries(times=0)))
        if case.before is not None:
            another.ping()
            time.sleep(ARRIVAL)
        claim = _claim(caller, LARGE if case.is_early else BUNDLE)
        pong = "pong" if case.is_early else _ping(another)
        posts = server.received.count(b"POST /api")
    found = [] if claim in case.claims else [f"claims {claim}; may claim {', '.join(sorted(case.claims))}"]
    if posts > 1 or (posts == 0 and claim != "unsent" and not case.is_early):
        found.append(f"{posts} creations sent")
    if pong not in {"pong", None}:
        found.append(f"the next call returned {pong!r}")
    return found


def _claim(caller: PortalClient, bundle: bytes) -> Claim | str:
    try:
        created = caller.create_from(bundle, JobRequest(reference="ref"), validate=False)
    except OutcomeUnknown:
        return "unknown"
    except NoAnswer as error:
        return "lost" if error.was_sent else "unsent"
    except ServiceError:
        return "refused"
    return "created" if created.signature_job_id == JOB else f"that job {created.signature_job_id} was created"


def _ping(caller: PortalClient) -> str | None:
    try:
        return caller.ping()
    except NoAnswer:
        return None
    except SigningError as error:
        return str(error)


def run(every: Sequence[Hostile], kinds: Sequence[str] = TRANSPORTS) -> list[str]:
    """Return a line for each wrong result."""
    server_tls, client_tls = server_context(), trusting()
    return [
        f"{kind}: {case.name}: {wrong}"
        for case in every
        for kind in kinds
        for wrong in wrongs(case, kind, server_tls, client_tls)
    ]


def main() -> int:
    """Run all answers and print the wrong results."""
    every, began = cases(), time.monotonic()
    lines = run(every)
    print(*lines, sep="\n")
    seconds = time.monotonic() - began
    print(
        f"{len(every)} hostile answers over {len(TRANSPORTS)} transports in {seconds:.0f} s: {len(lines)} wrong results"
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
