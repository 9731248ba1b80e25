"""Each kind of work has a limit."""

import pytest

from signature_model.pdf.limits import MAX_ROWS, MAX_SCANNED, MAX_UNPACKED, MAX_VALUES, Budget, LimitExceeded


@pytest.mark.parametrize(
    ("kind", "limit", "words"),
    [
        pytest.param("values", MAX_VALUES, "more than 500,000 values in the objects", id="values"),
        pytest.param("rows", MAX_ROWS, "more than 500,000 rows in the cross-reference table", id="rows"),
        pytest.param("unpacked", MAX_UNPACKED, "more than 100,663,296 bytes in the object streams", id="unpacked"),
        pytest.param("scanned", MAX_SCANNED, "more than 134,217,728 bytes that have to be searched", id="scanned"),
    ],
)
def test_work_ends_at_a_limit(kind: str, limit: int, words: str) -> None:
    budget = Budget()
    budget.charge(**{kind: limit})
    with pytest.raises(LimitExceeded, match=words):
        budget.charge(**{kind: 1})


def test_rows_and_values_are_counted_one_by_one() -> None:
    budget = Budget()
    budget.rows = budget.values = 1
    budget.charge_row()
    budget.charge_value()
    with pytest.raises(LimitExceeded, match="rows"):
        budget.charge_row()
    with pytest.raises(LimitExceeded, match="values"):
        budget.charge_value()


def test_work_of_one_kind_leaves_less_for_another() -> None:
    budget = Budget()
    budget.charge(values=MAX_VALUES // 2, rows=MAX_ROWS // 4, unpacked=MAX_UNPACKED // 4)
    with pytest.raises(
        LimitExceeded, match=r"limits allow \(250,000 values .*, 125,000 rows .*, .*, 1 bytes .* searched\)"
    ):
        budget.charge(scanned=1)
