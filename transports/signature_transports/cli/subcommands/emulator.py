"""``signering emulator``: the service on this machine, for programs and for people."""

from __future__ import annotations

import json
import math
import shlex
import ssl
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.api.rate_limit import CALLS
from signature_model.api.services import POSTEN
from signature_model.console.errors import Unusable
from signature_model.credentials.certificates import load_certificates
from signature_model.jobs.context import Sector
from signature_transports.cli.options import CONTEXT, FILE, organization_number, speaking
from signature_transports.cli.stopping import stopped_by_signals
from signature_transports.clocks import ManualClock, RealClock
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import REJECTS, SIGNS, Settings
from signature_transports.emulator.state.replay import State
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.emulator.web.control import PATH, Control
from signature_transports.emulator.web.pages import Pages
from signature_transports.emulator.web.server import Server, server_context
from signature_transports.emulator.web.site import ROOT, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from signature_transports.cli.output import Output
    from signature_transports.emulator.settings import MovableClock

EPILOG = """\
\b
Examples:
  signering emulator
  signering emulator --tls --certificates emulator/ --port 8443
  signering emulator --tls --broker 999999999:991825827 --long-term-storage 991825827
"""
CERTIFICATES: Final = Path("emulator-certificates")
PERSONAS: Final = {"wait": None, "sign": SIGNS, "reject": REJECTS}


def seconds(_ctx: click.Context, _option: click.Parameter, given: float | None) -> float | None:
    """A time; click takes what is no number for one that lies between any two."""
    if given is not None and math.isnan(given):
        message = "nan is no time"
        raise click.BadParameter(message)
    return given


def senders(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> frozenset[str]:
    """Organisations, each of which has to have the form of a number."""
    for each in given:
        organization_number(context, option, each)
    return frozenset(given)


def brokers(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Those who may send for others, by sender; each is given with the sender, behind a colon."""
    pairs = [each.partition(":")[::2] for each in given]
    for broker, sender in pairs:
        organization_number(context, option, broker)
        organization_number(context, option, sender)
    return {sender: frozenset(broker for broker, whom in pairs if whom == sender) for _, sender in pairs}


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Where to listen. [default: a free port]")
@click.option("--tls", is_flag=True, help="Serve https, and take only callers with a certificate of --certificates.")
@click.option(
    "--certificates",
    type=FILE,
    metavar="DIR",
    default=CERTIFICATES,
    show_default=True,
    help="With --tls: the folder of certificates for both sides, made on first use.",
)
@click.option("--state", type=FILE, metavar="FILE", help="Keep in FILE what happens, and go on from there next time.")
@click.option(
    "--clock",
    type=click.Choice(["real", "manual"]),
    default="real",
    show_default=True,
    help="Manual: it stands still until it is moved.",
)
@click.option(
    "--sector",
    type=click.Choice([each.value for each in Sector]),
    default=Sector.PUBLIC.value,
    show_default=True,
    help="The sector of all senders.",
)
@click.option(
    "--broker",
    "brokers",
    multiple=True,
    metavar="BROKER:SENDER",
    callback=brokers,
    help="The organisation BROKER may send for SENDER, and seal for it. Can be repeated.",
)
@click.option(
    "--long-term-storage",
    multiple=True,
    metavar="SENDER",
    callback=senders,
    help="The organisation SENDER has long-term storage: what is signed for it stays. Can be repeated.",
)
@click.option(
    "--poll-wait",
    type=click.FloatRange(0, 86_400),
    callback=seconds,
    metavar="SECONDS",
    help="How long an empty queue has to be left alone. [default: 5 to 30, as in the test environments]",
)
@click.option(
    "--signers",
    type=click.Choice([*PERSONAS]),
    default="wait",
    show_default=True,
    help="What signers do by themselves, as soon as they get a job.",
)
@click.option("--seed", type=int, default=0, help="Chooses what is left to chance.")
@speaking
def command(output: Output, *, port: int, tls: bool, certificates: Path, clock: str, **chosen: Any) -> None:  # noqa: ANN401 - one value for each option
    """Play the signing service on this machine until stopped, with a page for people.

    Nothing leaves this machine, and nothing that it signs is worth anything. Time passes by itself, or with --clock
    manual only as it is told to, on the page or over the control path.
    """
    folder = _filled(certificates) if tls else None
    context = None if folder is None else _context(folder)
    with stopped_by_signals() as stop, _kept(chosen["state"]) as state, _bound(port, context) as server:
        moved = _clock(clock, state)
        settings = _settings(server.url + ROOT, folder, chosen, is_still=clock == "manual")
        emulator = Emulator(settings, clock=moved, state=state)
        control, pages = Control(emulator=emulator, clock=moved), Pages(emulator=emulator, clock=moved)
        server.start(Site(emulator=emulator, control=control, pages=pages))
        output.result(_record(server, folder), *_sentences(server, folder))
        while not stop.is_set():
            stop.wait(3600)


def _kept(file: Path | None) -> AbstractContextManager[State | None]:
    return nullcontext() if file is None else State(file)


def _clock(clock: str, state: State | None) -> MovableClock:
    moved = ManualClock() if clock == "manual" else RealClock()
    return moved if state is None else state.clock(moved)


def _bound(port: int, tls: ssl.SSLContext | None) -> Server:
    try:
        return Server(port=port, tls=tls)
    except OSError as error:
        reason = f"port {port} cannot be had: {error.strerror or error}; without --port, a free one is chosen"
        raise Unusable(reason) from error


def _filled(certificates: Path) -> CertificateFolder:
    folder = CertificateFolder(path=certificates.resolve())
    folder.fill(datetime.now(UTC))
    return folder


def _context(folder: CertificateFolder) -> ssl.SSLContext:
    try:
        return server_context(folder)
    except ssl.SSLError as error:
        reason = f"the certificates in {folder.path} cannot be used: {error.reason}; delete them, and others are made"
        raise Unusable(reason) from error


def _settings(root: str, folder: CertificateFolder | None, chosen: dict[str, Any], *, is_still: bool) -> Settings:
    """What was chosen. Calls are not counted while time stands still: they would all be made in one second."""
    wait = chosen["poll_wait"]
    return Settings(
        root=root,
        sector=Sector(chosen["sector"]),
        brokers=chosen["brokers"],
        long_term_storage=chosen["long_term_storage"],
        trust_anchors=None if folder is None else load_certificates(folder.anchor.read_bytes()),
        empty_queue_wait=None if wait is None else timedelta(seconds=wait),
        calls_per_second=None if is_still else CALLS,
        persona=PERSONAS[chosen["signers"]],
        seed=chosen["seed"],
    )


def _record(server: Server, folder: CertificateFolder | None) -> str:
    certificates = None if folder is None else str(folder.path)
    told = {"url": server.url, "control": server.url + PATH, "certificates": certificates}
    return json.dumps(told, ensure_ascii=False)


def _sentences(server: Server, folder: CertificateFolder | None) -> Iterator[str]:
    root = server.url + ROOT
    yield f"The signing service is played at {root}, with a page for people at {server.url}/. Ctrl-C stops it."
    yield "Try it:"
    if folder is None:
        yield f"    signering ping --service {root} --sender {CLIENT}"
        return
    client, anchors = shlex.quote(str(folder.client)), shlex.quote(str(folder.anchors))
    yield f"    export SIGNERING_PASSWORD={PASSWORD}"
    yield f"    signering ping --service {root} --credentials {client} --trust {anchors}"
    yield "With the official clients:"
    yield f"    service url {root}, expected server organisation {POSTEN}, sender {CLIENT},"
    yield f"    key store {folder.client} (password {PASSWORD}), trusted certificates {folder.anchors}"
