"""Tests of the page of one job."""

from datetime import timedelta

import pytest

from signature_model import Availability, ExitUrls
from signature_model.preview.timeline import GroupState
from signature_transports.clocks import START
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.views import job
from signature_transports.emulator.web.views.history import history
from tests.signature_transports.emulator.calls import an_emulator, by, create, direct_job_of, job_of


@pytest.fixture
def emulator() -> Emulator:
    """An emulator with a job of two groups."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2))))
    return emulator


def test_a_job_in_progress(emulator: Emulator) -> None:
    emulator.sign(1, 0)
    timeline = emulator.timeline(1)

    assert job.summary(timeline, START).startswith("1 of 2 signed. Group 2 of 2 can sign until Fri 11 January 2030")
    assert [(each.state, each.words.partition(" on ")[0]) for each in job.groups(timeline)] == [
        (GroupState.ENDED, "had the job from Tue 1 January 2030 13:00 CET to Tue 1 January 2030 13:00 CET"),
        (GroupState.OPEN, "has the job until Fri 11 January 2030 13:00 CET"),
    ]
    assert "now" in job.timeline_html(timeline, START)
    assert job.is_signed(timeline)


def test_a_completed_job(emulator: Emulator) -> None:
    emulator.sign(1, 0)
    emulator.sign(1, 1)
    timeline = emulator.timeline(1)

    assert job.summary(timeline, START) == "The job is completed: 2 of 2 signed."
    assert [each.kind for each in history(timeline)][:2] == ["check", "check"]
    assert 'class="now"' not in job.timeline_html(timeline, START)


def test_groups_that_never_got_the_job_are_one(emulator: Emulator) -> None:
    emulator.reject(1, 0)
    timeline = emulator.timeline(1)

    assert [each.words for each in job.groups(timeline)][1:] == ["did not get the job"]
    assert [each.words.partition(": ")[2] for each in history(timeline) if each.kind == "cross"] == ["", "rejected"]


def test_a_single_signer_has_a_name() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a")))

    assert emulator.job(1).signers[0].name in job.summary(emulator.timeline(1), START)


def test_a_job_that_was_cancelled_before_it_opened_has_no_timeline(emulator: Emulator) -> None:
    create(emulator, job_of(*by("a"), availability=Availability(activation_time=START + timedelta(days=2))))
    assert job.groups(emulator.timeline(2))[0].words == "gets the job on Thu 3 January 2030 13:00 CET"
    operations = emulator._operations  # noqa: SLF001 - the sender's call needs an upload
    with operations.now() as now:
        operations.ledger.cancel(operations.ledger.job(2), now)
    timeline = emulator.timeline(2)

    assert job.timeline_html(timeline, START) == ""
    assert [each.kind for each in history(timeline)] == ["cross", "cross", "job"]


def test_what_is_to_come_is_said(emulator: Emulator) -> None:
    words = job.groups(emulator.timeline(1))[1].words
    assert words.startswith("gets the job when group 1 has signed (at the latest Fri 11")


def test_the_exit_urls_of_a_direct_job_are_shown(emulator: Emulator) -> None:
    create(emulator, direct_job_of())
    create(emulator, direct_job_of(exit_urls=ExitUrls.single("https://sender.example/")))

    assert job.exits(emulator.timeline(1)) == ()
    assert dict(job.exits(emulator.timeline(2)))["When rejected"] == "https://sender.example/rejected?a=b"
    assert job.exits(emulator.timeline(3)) == (("Exit URL", "https://sender.example/"),)
