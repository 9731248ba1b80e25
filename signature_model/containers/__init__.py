"""The ASiC-E container, a zip archive: reading it safely, writing it reproducibly, and what its members are called."""

from signature_model.containers.reading import Container, Entry, open_container
from signature_model.containers.writing import Member, write_container

__all__ = ["Container", "Entry", "Member", "open_container", "write_container"]
