"""Requests that the pages refuse, with the status and the reason."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_REASONS: Final = {
    HTTPStatus.BAD_REQUEST: "The page has no such form.",
    HTTPStatus.FORBIDDEN: "The emulator was restarted after this page was loaded. Reload the page and try again.",
    HTTPStatus.NOT_FOUND: "This page does not exist.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This page does not accept such requests.",
}


class Refused(Exception):
    """The request is refused with this status."""

    def __init__(self, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(_REASONS[status])
        self.status, self.headers = status, headers or {}
