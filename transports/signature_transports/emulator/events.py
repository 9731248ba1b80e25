"""The events in a job's life."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """An event. Its name is a verb for the signer status that follows: ``sign`` for SIGNED."""

    SIGN = "sign"
    REJECT = "reject"
    BLOCK = "block"
    RESERVE = "reserve"
    LACK_CONTACT_INFORMATION = "lack-contact-information"
    LACK_NAME = "lack-name"
    FAIL = "fail"
    EXPIRE = "expire"
    CANCEL = "cancel"
