"""Tests of the rows of the overview."""

from signature_transports.emulator.web.views.overview import filters, job_row, with_status
from tests.signature_transports.emulator.calls import an_emulator, by, create, direct_job_of, job_of


def test_rows_say_which_queue_the_changes_are_in() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")), "hr")
    create(emulator)
    create(emulator, direct_job_of())
    emulator.sign(1, 0)
    emulator.reject(2, 0)
    hr, default, direct = (job_row(each) for each in emulator.jobs())

    assert hr.facts == ("portal flow", "sender 984661185", "reference our own", "queue hr")
    assert (hr.signed, len(hr.people), hr.label) == (1, 2, "deadline")
    assert (default.facts[-1], default.label) == ("the default queue", "ended")
    assert direct.facts == ("direct flow", "sender 984661185")


def test_jobs_are_filtered_by_status() -> None:
    emulator = an_emulator()
    for _ in range(3):
        create(emulator, job_of(*by("a")))
    emulator.reject(2, 0)
    jobs = emulator.jobs()

    assert [(each.path, each.count) for each in filters(jobs)] == [
        ("/", 3),
        ("/in-progress", 2),
        ("/completed", 0),
        ("/failed", 1),
    ]
    assert [len(with_status(jobs, each.path)) for each in filters(jobs)] == [3, 2, 0, 1]
