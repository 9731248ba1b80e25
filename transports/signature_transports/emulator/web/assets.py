"""The style sheet, the script and the icon of the pages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from signature_model.preview.timeline import STYLE
from signature_model.reports.pages import PALETTE

MEDIA_TYPES: Final = {
    "/assets/style.css": "text/css; charset=utf-8",
    "/assets/page.js": "text/javascript; charset=utf-8",
    "/favicon.ico": "image/svg+xml",
}
"""The paths of the assets, with their media types."""


@cache
def asset(path: str) -> bytes:
    """Return the content of an asset."""
    folder = files("signature_transports.emulator").joinpath("assets")
    if path == "/assets/style.css":
        sheets = (folder.joinpath(name).read_text("utf-8") for name in ("frame.css", "parts.css", "pages.css"))
        return "\n".join((PALETTE, *sheets, STYLE)).encode()
    return folder.joinpath("icon.svg" if path == "/favicon.ico" else "page.js").read_bytes()
