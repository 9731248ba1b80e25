"""The reasons why the content of an entry of an archive is not read."""

from enum import StrEnum


class Obstacle(StrEnum):
    """A reason why the content of an entry is not read."""

    INCONSISTENT = "inconsistent"
    ENCRYPTED = "encrypted"
    METHOD = "unsupported compression"
    EXCESS = "beyond the limits"
    IRREGULAR = "not a regular file"
    DUPLICATE = "duplicate name"
    CORRUPT = "corrupt"
