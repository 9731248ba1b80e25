"""Why the content of an entry of an archive was not read."""

from enum import StrEnum


class Obstacle(StrEnum):
    """Why the content of an entry was not read."""

    INCONSISTENT = "inconsistent"
    ENCRYPTED = "encrypted"
    METHOD = "unsupported compression"
    EXCESS = "beyond the limits"
    IRREGULAR = "not a regular file"
    DUPLICATE = "duplicate name"
    CORRUPT = "corrupt"
