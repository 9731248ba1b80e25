"""Clients of the service over any transport, and the submissions that they send."""
