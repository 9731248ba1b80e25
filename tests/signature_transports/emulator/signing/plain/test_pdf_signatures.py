"""Tests of the signatures in a PDF."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_transports.clocks import START
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.plain.authority import root
from signature_transports.emulator.signing.plain.pades import pades
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.kits.certificates import authority
from tests.kits.jobs import KARI, OLA
from tests.signature_model.strategies.examples import fewer
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)], ids=str)
def test_all_signatures_verify_after_each_signature(order: tuple[int, ...]) -> None:
    before = b""
    for count in (1, 2, 3):
        content = pades(a_signed_job(*order[:count]))
        assert content.startswith(before)
        result = verdicts(content, root())
        assert [each.field for each in result] == [
            f"Signer {place + 1} {name_of(PEOPLE[place])}" for place in order[:count]
        ]
        assert all(each.is_sound for each in result)
        assert [each.covers_all for each in result] == [False] * (count - 1) + [True]
        before = content


def test_a_signature_names_the_signer_the_job_and_the_time() -> None:
    kari, per = verdicts(pades(a_signed_job(0, 2)), root())
    assert (kari.signer, per.signer) == (name_of(PEOPLE[0]), name_of(PEOPLE[2]))
    assert kari.reason == f"Signer 1 of signature job 7: {name_of(PEOPLE[0])}, 018180*****"
    assert per.reason == f"Signer 3 of signature job 7: {name_of(PEOPLE[2])}, per@example.com"
    assert (kari.moment, per.moment) == (START, START + timedelta(minutes=1))
    for number in (KARI, OLA):
        assert number not in f"{kari}{per}"


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), LAST_MOMENT], ids=str)
def test_signatures_verify_at_any_time_of_the_clock(moment: datetime) -> None:
    job = replace(a_signed_job(), signed=((0, moment), (1, moment)))
    result = verdicts(pades(job), root(), moment)
    assert [(each.is_sound, each.moment) for each in result] == [(True, moment)] * 2


def test_signatures_do_not_verify_with_another_root() -> None:
    assert [each.is_sound for each in verdicts(pades(a_signed_job(0, 1)), authority().root)] == [False, False]


@cache
def signed_by_two() -> bytes:
    """Return a document with two signatures."""
    return pades(a_signed_job(0, 1))


@fewer(4)
@given(st.data())
def test_a_changed_byte_is_detected(data: st.DataObject) -> None:
    """Signatures cover all bytes except the last signature itself."""
    changed = bytearray(signed_by_two())
    before, _, rest = signed_by_two().rpartition(b"/Contents <")
    after = rest.partition(b">")[2]
    covered = [*range(len(before)), *range(len(changed) - len(after), len(changed))]
    changed[data.draw(st.sampled_from(covered))] ^= data.draw(st.integers(1, 255))
    try:
        result = verdicts(bytes(changed), root())
    except ValueError:
        return
    assert len(result) < 2 or not all(each.is_sound for each in result)


def test_a_changed_page_breaks_all_signatures() -> None:
    changed = bytearray(signed_by_two())
    changed[changed.index(b"stream\n") + 30] ^= 1
    assert [each.is_sound for each in verdicts(bytes(changed), root())] == [False, False]


def test_the_first_signature_does_not_cover_the_second() -> None:
    shown = name_of(PEOPLE[1]).encode("cp1252")
    before, _, after = signed_by_two().rpartition(b"signed by " + shown)
    assert len(before) > len(pades(a_signed_job(0)))
    changed = before + b"forged by " + shown + after
    assert [each.is_sound for each in verdicts(changed, root())] == [True, False]


def test_signing_works_while_an_event_loop_runs() -> None:
    async def sign() -> bytes:
        return pades(a_signed_job(0, 1))

    assert asyncio.run(sign()) == signed_by_two()
