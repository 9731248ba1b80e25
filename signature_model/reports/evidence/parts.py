"""The elements of the page: sections, lists of facts, and names and times in HTML."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from signature_model.jobs.norwegian_time import day_in_words
from signature_model.reports.answers import time_in_words
from signature_model.reports.pages import shown
from signature_model.reports.printing import printable_name

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMON_NAME: Final = re.compile(r"(?:^|,)CN=((?:\\.|[^,+\\])+)")
_ESCAPE: Final = re.compile(r"\\(.)")

END: Final = "</section>\n"


def opened(title: str) -> str:
    """Return the start of a part of the page, with its heading."""
    return f'<section class="card part">\n<h2>{title}</h2>\n'


def rows_of(rows: Iterable[tuple[str, str]]) -> str:
    """Return facts as a list; the texts are HTML."""
    return f'<dl class="facts">\n{"".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in rows)}</dl>\n'


def name_shown(name: str) -> str:
    """Return a name for HTML, printable and with id numbers masked."""
    return shown(printable_name(name))


def common_name(subject: str) -> str:
    """Return the common name in a distinguished name for HTML, or else the whole distinguished name."""
    found = _COMMON_NAME.search(subject)
    return name_shown(_ESCAPE.sub(r"\1", found[1]) if found else subject)


def file_name(path: str) -> str:
    """Return the last part of a path for HTML."""
    return name_shown(re.split(r"[/\\]", path)[-1] or path)


def time_shown(text: str) -> str:
    """Return a time of the JSON report in words."""
    return shown(time_in_words(datetime.fromisoformat(text)))


def day_shown(text: str | None) -> str:
    """Return a day of the JSON report in words."""
    return "not known" if text is None else shown(day_in_words(datetime.fromisoformat(text)))
