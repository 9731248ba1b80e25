"""The ASiC-E container, a zip archive: reading it safely, writing it reproducibly, and what its members are called."""
