"""The ASiC-E container, a ZIP archive: read it safely, write it reproducibly, and name its members."""
