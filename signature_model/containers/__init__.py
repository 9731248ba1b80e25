"""The ASiC-E container, which is a ZIP archive: read it safely, write it reproducibly, and name its members."""
