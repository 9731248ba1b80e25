"""National id numbers with valid check digits."""

from datetime import date

from hypothesis import strategies as st


def numbered(first_nine: str) -> str | None:
    """Return the number with both check digits, computed as the register describes it; None if there is none."""
    first = (
        -sum(int(digit) * weight for digit, weight in zip(first_nine, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11
    )
    ten = f"{first_nine}{first}"
    if len(ten) > 10:
        return None
    second = -sum(int(digit) * weight for digit, weight in zip(ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return f"{ten}{second}" if second < 10 else None


@st.composite
def numbers(draw: st.DrawFn, day: int | None = None, month: int | None = None) -> str:
    """Draw valid numbers, with this added to the day and to the month, or with anything that is added to them."""
    born = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    shifted = (
        born.day + (draw(st.sampled_from([0, 40])) if day is None else day),
        born.month + (draw(st.sampled_from([0, 40, 65, 80])) if month is None else month),
    )
    date_part = f"{shifted[0]:02}{shifted[1]:02}{born.year % 100:02}"
    found = (numbered(f"{date_part}{individual:03}") for individual in range(draw(st.integers(0, 900)), 1000))
    return next(each for each in found if each is not None)
