"""Renders the pages' templates with Jinja2, which escapes all values."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING

from signature_model.extras import install_command
from signature_model.masking import excerpt

if TYPE_CHECKING:
    from datetime import datetime

    from jinja2 import Environment


def render(template: str, **shown: object) -> str:
    """Return a page as HTML. Raises ImportError, with advice, if Jinja2 is not installed."""
    return _templates().get_template(template).render(shown)


@cache
def _templates() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - may not be installed
    except ImportError as error:
        msg = f"the pages need Jinja2: {install_command('emulator')}"
        raise ImportError(msg) from error
    templates = Environment(
        loader=PackageLoader("signature_transports.emulator"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(moment=_moment, words=_words, queue=_queue)
    return templates


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _words(name: str) -> str:
    """Return a status or an event in words."""
    return name.replace("_", " ").replace("-", " ").lower()


def _queue(name: str | None) -> str:
    return "the default queue" if name is None else excerpt(name) or "the queue with an empty name"
