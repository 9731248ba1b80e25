"""The rules about signed documents, PSR801 to PSR854: one small function per code."""
