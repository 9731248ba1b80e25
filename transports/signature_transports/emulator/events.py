"""What can happen to a job."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """What can happen, by its name: the verb of the status that comes of it."""

    SIGN = "sign"
    REJECT = "reject"
    BLOCK = "block"
    RESERVE = "reserve"
    LACK_CONTACT_INFORMATION = "lack-contact-information"
    LACK_NAME = "lack-name"
    EXPIRE = "expire"
    CANCEL = "cancel"
