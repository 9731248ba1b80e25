"""The names of the service's environments. The URLs are in ``services``, which help texts need not load."""

from typing import Final

ENVIRONMENT_NAMES: Final = ("production", "difitest", "difiqa")
