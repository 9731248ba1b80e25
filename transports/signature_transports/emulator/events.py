"""The events in a job's life."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """An event, named by the verb of the signer status that it leads to."""

    SIGN = "sign"
    REJECT = "reject"
    BLOCK = "block"
    RESERVE = "reserve"
    LACK_CONTACT_INFORMATION = "lack-contact-information"
    LACK_NAME = "lack-name"
    FAIL = "fail"
    EXPIRE = "expire"
    CANCEL = "cancel"
