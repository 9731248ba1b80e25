"""Signed documents for property-based tests: certificates with revocation data, XAdES, PAdES, and how to break them."""
