"""Signatures in PDF documents: their contents, the revisions of a PDF, and the attached files."""
