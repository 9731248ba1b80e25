"""The predictors of PNG and TIFF are undone, at a limited cost."""

import pytest

from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.predictors import unpredicted


@pytest.mark.parametrize(
    ("predictor", "rows"),
    [
        pytest.param(1, b"abcdef", id="no predictor"),
        pytest.param(10, b"\0abc\0def", id="none"),
        pytest.param(11, b"\1a\1\1\1d\1\1", id="left"),
        pytest.param(12, b"\2abc\2\3\3\3", id="above"),
        pytest.param(15, b"\0abc\2\3\3\3", id="none, then above"),
        pytest.param(13, b"\3a2" + bytes([99 - 49]) + b"\3" + bytes([100 - 48, 101 - 99, 102 - 100]), id="average"),
        pytest.param(14, b"\4a\1\1\4\3\1\1", id="Paeth"),
        pytest.param(2, b"a\1\1d\1\1", id="TIFF"),
    ],
)
def test_predictors_are_undone(predictor: int, rows: bytes) -> None:
    assert unpredicted(rows, {"Predictor": predictor, "Columns": 3}, Budget()) == b"abcdef"


@pytest.mark.parametrize("parameters", [{"Predictor": 3}, {"Predictor": 12, "Columns": 0}])
def test_unknown_parameters_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        unpredicted(b"abc", parameters, Budget())


@pytest.mark.parametrize(
    ("byte", "count", "predictor"),
    [
        pytest.param(b"\4", 4_000_000, 14, id="Paeth"),
        pytest.param(b"\2", 13_000_000, 12, id="above"),
        pytest.param(b"\1", 4_000_000, 2, id="TIFF"),
    ],
)
def test_undoing_a_predictor_has_a_limit(byte: bytes, count: int, predictor: int) -> None:
    with pytest.raises(LimitExceeded):
        unpredicted(byte * count, {"Predictor": predictor, "Columns": 3}, Budget())
