"""``signering emulator``: an emulator of the service on this machine, for programs and for people."""

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
from click.core import ParameterSource

from signature_model.api.rate_limit import CALLS
from signature_model.api.services import POSTEN
from signature_model.console.errors import Unusable
from signature_model.credentials.certificates import load_certificates
from signature_model.jobs.context import Sector
from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, FILE, organization_number, with_output_options
from signature_transports.cli.stopping import stopped_by_signals
from signature_transports.clocks import ManualClock, RealClock
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import REJECTS, SIGNS, WAYS, BaselineLevel, Settings, SignedForm
from signature_transports.emulator.state.replay import State
from signature_transports.emulator.tokens import TOKEN_PATH
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.emulator.web.control import PATH
from signature_transports.emulator.web.server import Server, server_context
from signature_transports.emulator.web.site import ANCHORS, ROOT, Site

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
    """Refuse NaN, which click accepts in every range."""
    if given is not None and math.isnan(given):
        message = "nan is not a number of seconds"
        raise click.BadParameter(message)
    return given


def senders(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> frozenset[str]:
    """Check that each organisation has the form of an organisation number."""
    for each in given:
        organization_number(context, option, each)
    return frozenset(given)


def brokers(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return the brokers of each sender from values like BROKER:SENDER."""
    pairs = [each.partition(":")[::2] for each in given]
    for broker, sender in pairs:
        organization_number(context, option, broker)
        organization_number(context, option, sender)
    return {sender: frozenset(broker for broker, whom in pairs if whom == sender) for _, sender in pairs}


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="The port to listen on. [default: a free port]")
@click.option("--tls", is_flag=True, help="Serve HTTPS, and require a client certificate for the service.")
@click.option(
    "--certificates",
    type=FILE,
    metavar="DIR",
    default=CERTIFICATES,
    show_default=True,
    help="With --tls: the folder of certificates for both sides, which is filled on first use.",
)
@click.option(
    "--state", type=FILE, metavar="FILE", help="Store all jobs in FILE, and continue with them at the next start."
)
@click.option(
    "--clock",
    type=click.Choice(["real", "manual"]),
    default="real",
    show_default=True,
    help="A manual clock shows the same time until you advance it, on the page or with a control call.",
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
    help="Allow the organisation BROKER to send and seal for SENDER. Can be repeated.",
)
@click.option(
    "--long-term-storage",
    multiple=True,
    metavar="SENDER",
    callback=senders,
    help="Keep the signed documents of the organisation SENDER. Can be repeated.",
)
@click.option(
    "--poll-wait",
    type=click.FloatRange(0, 86_400),
    callback=seconds,
    metavar="SECONDS",
    help="How long clients must wait after polling an empty queue. [default: 5 to 30, as in the test environments]",
)
@click.option(
    "--signers",
    type=click.Choice([*PERSONAS]),
    default="wait",
    show_default=True,
    help="What signers do when they get a job.",
)
@click.option(
    "--authentication",
    type=click.Choice(WAYS),
    default="both",
    show_default=True,
    help="How calls authenticate. The token endpoint issues tokens to the client id emulator and the broker id 555444.",
)
@click.option(
    "--signed-form",
    type=click.Choice([each.value for each in SignedForm]),
    default=SignedForm.SEALED.value,
    show_default=True,
    help="The form of signed documents: sealed (like the service's) or plain (with a signature of each signer).",
)
@click.option(
    "--level",
    type=click.Choice([each.value for each in BaselineLevel]),
    default=BaselineLevel.LT.value,
    show_default=True,
    help="The level of sealed documents; plain ones have no level. LT and LTA can be verified offline for years.",
)
@click.option("--seed", type=int, default=0, help="The seed for random numbers.")
@with_output_options
def command(output: Output, *, port: int, tls: bool, certificates: Path, clock: str, **chosen: Any) -> None:  # noqa: ANN401 - one value for each option
    """Run an emulator of the signing service on this machine until you stop it.

    Programs use it like the service. People use its pages: they see the jobs, sign as any signer, and advance the
    clock. Nothing leaves this machine, and its signatures are for tests only.
    """
    is_plain = chosen["signed_form"] == SignedForm.PLAIN
    if is_plain and click.get_current_context().get_parameter_source("level") is not ParameterSource.DEFAULT:
        message = "--level is for sealed documents; omit it, or omit --signed-form plain"
        raise click.UsageError(message)
    folder = _filled(certificates) if tls else None
    context = None if folder is None else _context(folder)
    with stopped_by_signals() as stop, _state(chosen["state"]) as state, _server(port, context) as server:
        movable = _clock(clock, state)
        settings = _settings(server.url + ROOT, folder, chosen, is_still=clock == "manual")
        emulator = Emulator(settings, clock=movable, state=state)
        server.start(Site(emulator, movable))
        output.result(_record(server, folder), *_lines(server, folder))
        while not stop.is_set():
            stop.wait(3600)


def _state(file: Path | None) -> AbstractContextManager[State | None]:
    return nullcontext() if file is None else State(file)


def _clock(clock: str, state: State | None) -> MovableClock:
    movable = ManualClock() if clock == "manual" else RealClock()
    return movable if state is None else state.clock(movable)


def _server(port: int, tls: ssl.SSLContext | None) -> Server:
    try:
        return Server(port=port, tls=tls)
    except OSError as error:
        advice = "choose another port, or omit --port to use a free one"
        reason = f"cannot listen on port {port}: {error.strerror or error}; {advice}"
        raise Unusable(reason) from error


def _filled(certificates: Path) -> CertificateFolder:
    folder = CertificateFolder(path=certificates.resolve())
    folder.fill(datetime.now(UTC))
    return folder


def _context(folder: CertificateFolder) -> ssl.SSLContext:
    try:
        return server_context(folder)
    except ssl.SSLError as error:
        advice = f"to get new certificates, remove the folder {folder.path}, or name another"
        reason = f"{folder.server} cannot be used: {error.reason}; {advice}"
        raise Unusable(reason) from error


def _settings(root: str, folder: CertificateFolder | None, chosen: dict[str, Any], *, is_still: bool) -> Settings:
    """Return the chosen settings.

    With a manual clock, the number of calls is not limited: all are in the same second.
    """
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
        authentication=chosen["authentication"],
        signed_form=SignedForm(chosen["signed_form"]),
        level=BaselineLevel(chosen["level"]),
        token_thumbprint=None if folder is None else folder.thumbprint,
    )


def _record(server: Server, folder: CertificateFolder | None) -> str:
    certificates = None if folder is None else str(folder.path)
    record = {
        "url": server.url,
        "control": server.url + PATH,
        "certificates": certificates,
        "signers_anchors": None if folder is None else str(folder.signers_anchors),
        "token_endpoint": server.url + TOKEN_PATH,
    }
    return json.dumps(record, ensure_ascii=False)


def _lines(server: Server, folder: CertificateFolder | None) -> Iterator[str]:
    root = server.url + ROOT
    yield f"The emulator of the signing service is at {root}, and its pages are at {server.url}/. Ctrl-C stops it."
    yield "Try it:"
    if folder is None:
        yield f"    signering ping --service {root} --sender {CLIENT}"
        yield f"The trust anchors for signed documents are at {server.url}{ANCHORS}."
        return
    client, anchors = shlex.quote(str(folder.client)), shlex.quote(str(folder.anchors))
    yield f"    export SIGNERING_PASSWORD={PASSWORD}"
    yield f"    signering ping --service {root} --credentials {client} --trust {anchors}"
    yield f"    validate-signed --trust {shlex.quote(str(folder.signers_anchors))} --job BUNDLE SIGNED-DOCUMENT..."
    yield "With the official clients:"
    yield f"    service URL {root}, expected server organisation {POSTEN}, sender {CLIENT},"
    yield f"    key store {folder.client} (password {PASSWORD}), trusted certificates {folder.anchors}"
