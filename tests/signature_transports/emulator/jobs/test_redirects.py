"""Tests of redirect URLs and exit URLs."""

import pytest

from signature_transports.clocks import START
from signature_transports.emulator import AlreadyUsed, UnknownJob
from signature_transports.emulator.jobs.redirects import with_token
from tests.signature_transports.emulator.calls import EXITS, an_emulator, by, clock_of, create, direct_job_of, job_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "https://a.example?status_query_token=t"),
        ("https://a.example/b?c=d", "https://a.example/b?c=d&status_query_token=t"),
        ("https://a.example/b#top", "https://a.example/b?status_query_token=t#top"),
        (" \nhttps://a.example/ \n", "https://a.example/?status_query_token=t"),
        ("https://a.example/a b\r\nX: y", "https://a.example/a%20b%0D%0AX:%20y?status_query_token=t"),
        ("https://a.example/ærlig%20?c=%C3%A6", "https://a.example/%C3%A6rlig%20?c=%C3%A6&status_query_token=t"),
        ("", "?status_query_token=t"),
    ],
)
def test_the_token_is_appended_to_the_query(url: str, expected: str) -> None:
    assert with_token(url, "t") == expected


@pytest.mark.parametrize(
    ("event", "exit_url"),
    [
        ("sign", EXITS.completion_url + "?"),
        ("reject", EXITS.rejection_url + "&"),
        ("fail", EXITS.error_url.replace("#top", "?")),
    ],
)
def test_a_signer_is_sent_to_the_exit_url_of_the_outcome(event: str, exit_url: str) -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola"))
    first, second = emulator.act(1, 0, event).signers
    assert first.exit_url is not None
    assert first.exit_url.startswith(f"{exit_url}status_query_token=")
    assert second.exit_url is None
    assert first.exit_url not in repr(emulator.job(1))


def test_signers_who_have_not_acted_and_those_of_portal_jobs_have_no_exit_url() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())
    create(emulator, job_of(*by("a")))
    clock_of(emulator).advance(30 * 86_400)
    assert [each.status for each in emulator.job(1).signers] == ["EXPIRED"]
    assert [each.exit_url for job in emulator.jobs() for each in job.signers] == [None, None]


def test_a_redirect_url_works_once() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola"))
    first, second = tokens_of(emulator)
    visit = emulator.visit(second)
    assert (visit.job, visit.signer) == (emulator.job(1), emulator.job(1).signers[1])
    assert emulator.visit(second, visit.session) == visit
    for session in (None, "", "another", emulator.visit(first).session):
        with pytest.raises(AlreadyUsed, match="works only once"):
            emulator.visit(second, session)
    with pytest.raises(UnknownJob, match="this redirect URL does not exist"):
        emulator.visit("another")


def test_all_tokens_differ_and_are_the_same_for_the_same_calls() -> None:
    def made(seed: int = 0, seconds: float = 0) -> list[str]:
        emulator = an_emulator(seed=seed)
        clock_of(emulator).advance(seconds)
        for _ in range(2):
            create(emulator, direct_job_of("kari", "ola"))
        exits = [view.signers[0].exit_url or "" for view in (emulator.sign(1, 0), emulator.sign(2, 0))]
        return [*tokens_of(emulator), *tokens_of(emulator, 2), *exits]

    assert made() == made()
    assert len({*made(), *made(seed=1), *made(seconds=1)}) == 18
    assert START.isoformat() not in made()[0]


def tokens_of(emulator: object, number: int = 1) -> list[str]:
    """Return the tokens of the signers' latest redirect URLs."""
    operations = emulator._operations  # type: ignore[attr-defined]  # noqa: SLF001 - only the signers get them
    return list(operations.ledger.job(number).redirects.values())
