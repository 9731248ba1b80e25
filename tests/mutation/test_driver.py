"""Tests of the order of the tests."""

import pytest

from tests.mutation.driver import rounds

NEAR = "tests/signature_model/rules/test_seals.py::test_a"
SAME = "tests/signature_model/rules/test_catalogue.py::test_b"
FAR = "tests/signature_model/test_bundles.py::test_c"


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        pytest.param([FAR, SAME, NEAR], [[NEAR], [SAME]], id="near before the same folder, none from afar"),
        pytest.param([SAME], [[SAME]], id="none near"),
        pytest.param([FAR], [[FAR]], id="none but from afar"),
    ],
)
def test_tests_come_in_rounds(tests: list[str], expected: list[list[str]]) -> None:
    assert list(rounds("signature_model.rules.seals.x_algorithm__mutmut_1", tests)) == expected
