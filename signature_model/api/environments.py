"""The names of the service's environments, without their URLs, which ``services`` has: help texts load quickly."""

from typing import Final

ENVIRONMENT_NAMES: Final = ("production", "difitest", "difiqa")
