"""Text that terminals and pages display unchanged, without characters that they would interpret."""

from __future__ import annotations

from signature_model.masking import masked


def printable(text: str) -> str:
    """Return the text with escapes for all characters that a terminal would interpret or could not display."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def printable_json(text: str) -> str:
    """Return JSON with escapes for all characters that a terminal would interpret or could not display."""
    import json  # noqa: PLC0415 - reports for people do not need it

    return "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text)


def printable_name(name: str) -> str:
    """Return the printable name of a file or member, with national id numbers masked."""
    return printable(masked(name))
