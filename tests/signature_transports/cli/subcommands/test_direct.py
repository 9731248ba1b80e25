"""The subcommands for jobs of the direct flow, against the emulator."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from signature_model import DirectCreatedJob, build_bundle, from_json, to_json
from signature_transports.cli.job_files import EXAMPLES
from signature_transports.clocks import RealClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import Site
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_direct_job, credentials
from tests.signature_model.scripts import CREATED
from tests.signature_transports.cli.conftest import Outcome, Signering

JOB = f"""\
flow = "direct"
title = "Employment contract"
reference = "2030-117"
documents = [{{ path = "contract.pdf", title = "Contract", href = "contract.pdf" }}]
exit-urls = "https://sender.example/back"
status-retrieval-method = "POLLING"

[sender]
organization-number = "{NUMBER}"
sector = "public"
polling-queue = "hr"

[[signers]]
personal-identification-number = "{KARI}"

[[signers]]
signer-identifier = "customer 2"
"""
CALLBACK = JOB.replace('status-retrieval-method = "POLLING"\n', "").replace('polling-queue = "hr"\n', "")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """The emulator, served."""
    with Server() as server:
        clock = RealClock()
        emulator = Emulator(Settings(root=f"{server.url}/api", is_seal_timed=False), clock=clock)
        server.start(Site(emulator, clock))
        yield emulator


@pytest.fixture
def calling(emulator: Emulator) -> list[str]:
    """The options of a call."""
    return ["--service", emulator.settings.root, "--sender", NUMBER, "--retries", "0"]


@pytest.fixture
def sent(signering: Signering, folder: Path, sealing: list[str], calling: list[str]) -> Callable[..., Outcome]:
    """Send a job and save its record in ``created.json``."""

    def send(content: str = CALLBACK, *options: str) -> Outcome:
        (folder / "job.toml").write_text(content)
        outcome = signering("send", "job.toml", "--save", "created.json", *options, *sealing, *calling)
        assert outcome.status == 0, outcome.err
        return outcome

    return send


def token_of(emulator: Emulator, place: int, event: str = "sign") -> str:
    """Let a signer act, and return the token that they bring back."""
    url = emulator.act(1, place, event).signers[place].exit_url
    return parse_qs(urlsplit(url or "").query)["status_query_token"][0]


def saved(path: str = "created.json") -> Any:  # noqa: ANN401 - a record
    """Return a saved record."""
    return from_json(Path(path).read_bytes())


@pytest.fixture
def bundle(folder: Path) -> Path:
    """A sealed bundle of the direct flow."""
    path = folder / "direct.asice"
    path.write_bytes(build_bundle(a_direct_job(), credentials()).content)
    return path


@pytest.mark.parametrize(
    "options",
    [
        ("--exit-url", "https://sender.example/back"),
        (
            *(
                "--completion-url",
                "https://sender.example/signed",
                "--rejection-url",
                "https://sender.example/rejected",
            ),
            *("--error-url", "https://sender.example/failed", "--status-retrieval-method", "POLLING", "--queue", "hr"),
        ),
    ],
)
def test_a_bundle_is_sent_with_its_exit_urls(
    signering: Signering, bundle: Path, calling: list[str], emulator: Emulator, options: tuple[str, ...]
) -> None:
    outcome = signering("send", bundle.name, *options, *calling)
    assert outcome.status == 0, outcome.err
    assert outcome.out.startswith("job 1 was created\nsigner 1: http")
    exit_url = emulator.act(1, 0, "sign").signers[0].exit_url
    assert (exit_url or "").startswith(options[1])
    assert emulator.job(1).is_polled == ("POLLING" in options)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "the bundle belongs to the direct flow: give the URL that its signers return to with --exit-url"),
        (("--error-url", "https://sender.example"), "a job of the direct flow needs --exit-url, or --completion-url"),
        (("--status-retrieval-method", "POLLING"), "a job of the direct flow needs --exit-url"),
    ],
)
def test_a_bundle_needs_exit_urls(
    signering: Signering, bundle: Path, calling: list[str], options: tuple[str, ...], reason: str
) -> None:
    outcome = signering("send", bundle.name, *options, *calling)
    assert outcome.status == 2
    assert reason in outcome.err


def test_a_job_file_has_its_own_exit_urls(signering: Signering, folder: Path, sealing: list[str]) -> None:
    (folder / "job.toml").write_text(JOB)
    outcome = signering("send", "job.toml", "--dry-run", "--exit-url", "https://sender.example", *sealing)
    assert outcome.status == 2
    assert "write them in the job file" in outcome.err


def test_a_sent_job_has_a_redirect_url_for_each_signer(sent: Callable[..., Outcome], emulator: Emulator) -> None:
    lines = sent().out.splitlines()
    job = saved()
    assert isinstance(job, DirectCreatedJob)
    urls = [each.redirect_url for each in job.signers]
    assert lines == ["job 1, reference 2030-117 was created", f"signer 1: {urls[0]}", f"signer 2: {urls[1]}"]
    assert (emulator.job(1).flow, emulator.job(1).is_polled) == ("direct", False)
    assert Path("created.json").stat().st_mode & 0o077 == 0


def test_a_sent_job_is_printed_as_its_record(sent: Callable[..., Outcome]) -> None:
    assert from_json(sent(CALLBACK, "--json").out) == saved()


def test_findings_have_the_lines_of_the_job_file(
    signering: Signering, folder: Path, sealing: list[str], calling: list[str]
) -> None:
    (folder / "job.toml").write_text(CALLBACK.replace("https://sender.example/back", "back"))
    outcome = signering("send", "job.toml", "--dry-run", *sealing, *calling)
    assert outcome.status == 0
    assert "job.toml:5: PSR701 warning" in outcome.err
    assert "exit-urls: " in outcome.err


@pytest.mark.parametrize("flow", ["portal", "direct"])
def test_there_is_an_example_for_each_flow(signering: Signering, flow: Any) -> None:  # noqa: ANN401 - a flow
    assert signering("send", "--example", flow).out == EXAMPLES[flow]


# redirect


@pytest.mark.parametrize("signer", ["1", "2"])
def test_a_signer_gets_a_new_redirect_url(
    signering: Signering, sent: Callable[..., Outcome], calling: list[str], emulator: Emulator, signer: str
) -> None:
    sent()
    url = signering("redirect", "created.json", "--signer", signer, *calling).out.strip()
    shown = json.loads(signering("redirect", "created.json", "--signer", signer, "--json", *calling).out)
    assert shown["signer"] == int(signer)
    assert len({url, shown["redirect_url"], *(each.redirect_url for each in saved().signers)}) == 4
    assert emulator.visit(url.rpartition("/")[2]).signer.place == int(signer) - 1


def test_the_only_signer_need_not_be_named(
    signering: Signering, sent: Callable[..., Outcome], calling: list[str]
) -> None:
    sent(CALLBACK.rpartition("[[signers]]")[0])
    assert signering("redirect", "created.json", *calling).out.startswith("http://127.0.0.1")
    wrong = signering("redirect", "created.json", "--signer", "2", *calling)
    assert (wrong.status, "--signer is 2, but the job has 1 signer\n" in wrong.err) == (2, True)


def test_one_of_several_signers_must_be_named(
    signering: Signering, sent: Callable[..., Outcome], calling: list[str]
) -> None:
    sent()
    for options, message in (((), "the job has 2 signers; give one"), (("--signer", "3"), "the job has 2 signers\n")):
        outcome = signering("redirect", "created.json", *options, *calling)
        assert (outcome.status, message in outcome.err) == (2, True)


@pytest.mark.parametrize("command", [("redirect",), ("status", "--token", "x")])
def test_a_record_of_the_portal_flow_is_wrong(
    signering: Signering, folder: Path, calling: list[str], command: tuple[str, ...]
) -> None:
    (folder / "portal.json").write_text(to_json(CREATED))
    outcome = signering(*command, "portal.json", *calling)
    assert outcome.status == 2
    assert "portal.json is not the record of a created job in the direct flow" in outcome.err


# status


def test_the_status_leads_to_the_signed_documents(
    signering: Signering, sent: Callable[..., Outcome], calling: list[str], emulator: Emulator
) -> None:
    sent()
    status = ("status", "created.json", "--token")
    early = signering(*status, "a-token", "--json", *calling)
    assert (early.status, early.error["kind"]) == (1, "ceremony-not-completed")
    token_of(emulator, 0)
    token = token_of(emulator, 1)
    wrong = signering(*status, f"{token}x", "-vv", *calling)
    assert wrong.status == 1
    assert "INVALID_STATUS_QUERY_TOKEN" in wrong.err
    shown = signering(*status, token, "-vv", *calling)
    assert shown.out == "job 1, reference 2030-117: COMPLETED_SUCCESSFULLY (signers: SIGNED, SIGNED)\n"
    assert token not in wrong.err + shown.err
    Path("status.json").write_text(signering(*status, token, "--json", *calling).out)
    names = ["job-1.pades.pdf", "job-1.signer-1.xades.xml", "job-1.signer-2.xades.xml"]
    out = signering("download", "status.json", "--all", *calling).out
    assert [line.partition(":")[0] for line in out.splitlines()] == names
    assert signering("confirm", "status.json", *calling).out == "confirmed: job 1\n"
    assert emulator.job(1).unconfirmed == ()
    later = signering("delete-documents", "status.json", *calling)
    assert (later.status, "cannot be deleted now" in later.err) == (1, True)


@pytest.mark.parametrize("token", ["", " "])
def test_an_empty_token_is_wrong_usage(
    signering: Signering, sent: Callable[..., Outcome], calling: list[str], token: str
) -> None:
    sent()
    outcome = signering("status", "created.json", "--token", token, *calling)
    assert (outcome.status, "it is empty; give the value of status_query_token" in outcome.err) == (2, True)


# poll


def test_the_queue_of_the_direct_flow_is_polled(
    signering: Signering, sent: Callable[..., Outcome], calling: list[str], emulator: Emulator
) -> None:
    sent(JOB)
    token_of(emulator, 0, "reject")
    assert signering("poll", "--queue", "hr", *calling).out == ""
    outcome = signering("poll", "--flow", "direct", "--queue", "hr", "--confirm", *calling)
    assert outcome.out == "job 1, reference 2030-117: FAILED (signers: REJECTED, NOT_APPLICABLE)\n"
    assert emulator.job(1).unconfirmed == ()
    by_token = signering("status", "created.json", "--token", "x", *calling)
    assert (by_token.status, "was created with POLLING" in by_token.err) == (1, True)
