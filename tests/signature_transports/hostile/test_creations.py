"""Some of the hostile answers; ``make hostile`` runs all of them over three transports."""

from typing import Final

import pytest

from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import KINDS, each_library
from tests.signature_transports.hostile.cases import Hostile
from tests.signature_transports.hostile.run import cases, wrongs

EVERY: Final = cases()
STEP: Final = 19
OF_NO_CALL: Final = (
    "an answer before the creation",
    "an answer before the creation, after 204",
    "an answer before the creation, at byte 8192",
    "an answer before the creation, at byte 16384",
    "a part of a head before the creation",
    "an answer after the creation was sent",
    "a refusal after the creation was sent",
    "a refusal behind the answer",
    "another answer behind 500",
)


def test_the_answers_are_many_and_have_names() -> None:
    assert len(EVERY) >= 840
    assert len({each.name for each in EVERY}) == len(EVERY)


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        pytest.param(case, KINDS[index % len(KINDS)], id=f"{KINDS[index % len(KINDS)]}: {case.name}")
        for index, case in enumerate(EVERY[::STEP])
    ],
)
def test_a_creation_is_sent_once_and_no_claim_is_wrong(case: Hostile, kind: str) -> None:
    assert wrongs(case, kind, server_context(), trusting()) == []


@pytest.mark.parametrize("name", OF_NO_CALL)
@each_library
def test_no_answer_is_taken_for_that_of_another_call(name: str, kind: str) -> None:
    case = next(each for each in EVERY if each.name == name)
    assert wrongs(case, kind, server_context(), trusting()) == []
