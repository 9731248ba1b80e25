"""On a terminal, `signering send` shows what it will send and asks; elsewhere it never asks."""

import io
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from signature_model import Environment
from signature_model.api.services import Service as CalledService
from signature_model.clients.submissions import Submission
from signature_model.jobs.context import Context
from signature_model.jobs.requests import JobRequest
from signature_transports.cli.confirmation import summary
from tests.kits.bundles import changed
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_bundle
from tests.kits.processes import ENVIRONMENT
from tests.kits.terminals import on_a_terminal
from tests.signature_transports.cli.conftest import Outcome, Signering
from tests.signature_transports.cli.service import Service

QUESTION = b"Send it? [y/N]: "


def test_what_will_be_sent_is_shown_before_the_question(
    service: Service, folder: Path, calling: list[str], sealing: list[str]
) -> None:
    command = [sys.executable, "-m", "signature_transports", "send", "job.toml", *calling, *sealing]
    status, shown = on_a_terminal(
        command, ENVIRONMENT, folder=folder, awaited=QUESTION, act=lambda terminal: os.write(terminal, b"y\n")
    )
    assert (status, len(service.created)) == (0, 1)
    before, _, after = shown.replace("\r\n", "\n").partition(QUESTION.decode())
    assert before.startswith(
        f"\n  To          {service.root} (test), for {NUMBER}\n  Title       Employment contract\n"
    )
    assert "  Documents   1. Contract, 1 page\n" in before
    assert "  Group 1     10 days\n              1. 018180*****: SMS and e-mail (addresses" in before
    assert "  Reference   2030-117\n  Queue       hr\n  Bundle      " in before
    assert "job 1, reference 2030-117 was created" in after


@pytest.fixture
def answered(
    signering: Signering, calling: list[str], sealing: list[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Send the job with an answer, as if on a terminal."""

    def send(answer: str, *options: str) -> Outcome:
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        return signering("send", "job.toml", *calling, *sealing, *options)

    return send


def test_warnings_are_named_before_the_question(
    answered: Callable[..., Outcome], service: Service, folder: Path
) -> None:
    (folder / "job.toml").write_text((folder / "job.toml").read_text().replace(KARI, "01818000283"))
    outcome = answered("n\n")
    assert service.created == []
    assert "  Warnings    PSR313: read them above before you send the job\n" in outcome.err


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_another_answer_than_yes_sends_nothing(
    answered: Callable[..., Outcome], service: Service, folder: Path, answer: str
) -> None:
    outcome = answered(answer, "--save", "created.json", "--output", "sent.asice")
    assert (outcome.status, service.created) == (1, [])
    assert outcome.err.endswith("nothing was sent\n")
    assert not (folder / "created.json").exists()
    assert not (folder / "sent.asice").exists()


def test_the_saved_bundle_is_the_one_that_was_sent(
    answered: Callable[..., Outcome], service: Service, folder: Path
) -> None:
    assert answered("y\n", "--output", "sent.asice").status == 0
    assert (folder / "sent.asice").read_bytes() == service.created[0][1]


@pytest.mark.parametrize("option", ["--yes", "--json", "--quiet", "--dry-run"])
def test_it_need_not_ask(answered: Callable[..., Outcome], option: str) -> None:
    outcome = answered("", option)
    assert outcome.status == 0
    assert QUESTION.decode() not in outcome.out + outcome.err


class Terminal(io.StringIO):
    """A terminal on which a person has typed."""

    def isatty(self) -> bool:
        return True


def test_an_unreadable_bundle_is_summarised() -> None:
    submission = Submission(content=b"PK", request=JobRequest(reference=KARI), sender=NUMBER)
    called = CalledService(root="https://a.example/api", environment=Environment.TEST)
    assert [*summary(submission, called, Context())] == [
        f"  To          https://a.example/api (test), for {NUMBER}",
        "  Job         cannot be read: it has no end record, so it is not a ZIP archive",
        "  Reference   018180*****",
        "  Queue       the default queue",
        f"  Bundle      2 bytes, SHA-256 {submission.sha256}",
    ]


def test_a_bundle_is_summarised_with_its_seal() -> None:
    submission = Submission(content=a_bundle(), request=JobRequest(), sender=NUMBER)
    called = CalledService(root="https://a.example/api", environment=Environment.TEST)
    lines = [*summary(submission, called, Context())]
    assert any(each.startswith("  Sealed by   ") for each in lines)
    assert "  Group 2     10 days, opens when group 1 has signed" in lines
    unsealed = replace(submission, content=changed(seal=None))
    assert not any("Sealed by" in each for each in summary(unsealed, called, Context()))
