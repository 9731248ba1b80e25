"""Invisible characters."""

# The characters that Unicode calls Default_Ignorable_Code_Point and a font need not show, and Braille's blank.
INVISIBLE = (
    r"[\s\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
"""White space, and characters without a width."""
