"""Tests of all targets with seeds, with inputs that once failed, and with random mutations."""

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.mutators.dice import scrambling
from fuzz.seeds import crashes
from fuzz.targets import NAMES, target_of
from tests.kits.preloaded import run_command
from tests.signature_model.strategies.examples import fewer

every_target = pytest.mark.parametrize("name", NAMES)

ROOT = Path(__file__).parent.parent.parent


def invariant_of(name: str) -> str:
    """The invariant of a target, in one sentence."""
    return (import_module(f"fuzz.{name}").__doc__ or "").partition("\n")[0]


@cache
def starts(name: str) -> tuple[bytes, ...]:
    """The seeds of a target."""
    return tuple(target_of(name).seeds())


@every_target
def test_every_target_begins_with_its_invariant(name: str) -> None:
    assert invariant_of(name).startswith("For all ")
    assert "within a second and 300 MB" in invariant_of(name)


@every_target
def test_the_invariant_holds_for_the_seeds_and_for_what_once_failed(name: str) -> None:
    target = target_of(name)
    for content in (*starts(name), *(each.read_bytes() for each in crashes(name))):
        assert len(content) <= target.LONGEST
        target.check(content)


@every_target
@fewer(2)
@given(random=st.randoms(use_true_random=False), rounds=st.integers(1, 4))
def test_the_invariant_holds_for_mutations(name: str, random: Random, rounds: int) -> None:
    target, dice = target_of(name), scrambling(random)
    content = dice.of(starts(name))
    for _ in range(rounds):
        content = target.mutated(content, target.LONGEST, dice)
    assert len(content) <= target.LONGEST
    target.check(content)


@every_target
def test_the_invariant_holds_for_nothing_and_for_anything(name: str) -> None:
    for content in (b"", b"\0", b"\n\n", b"\xff" * 1_000, b"(" * target_of(name).LONGEST):
        target_of(name).check(content)


def test_seeds_are_the_same_in_every_process(tmp_path: Path) -> None:
    assert run_command([sys.executable, "-m", "fuzz.seeds", str(tmp_path)], cwd=ROOT).returncode == 0
    for name in NAMES:
        assert {each.read_bytes() for each in (tmp_path / name).iterdir()} == set(starts(name))


def test_what_once_failed_belongs_to_a_target() -> None:
    folders = {each.name for each in (ROOT / "fuzz" / "crashes").iterdir() if each.is_dir()}
    assert folders <= set(NAMES)
