"""Render the pages' templates with Jinja2, which escapes all values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from signature_model.console.extras import install_command
from signature_model.preview import words
from signature_transports.emulator.web.views import times
from signature_transports.emulator.web.views.people import in_words

if TYPE_CHECKING:
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
    templates.filters.update(full=words.moment, exact=times.exact, short=times.short, utc=times.utc)
    templates.filters.update(away=times.away, counted=words.counted, words=in_words)
    return templates
