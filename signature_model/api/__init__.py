"""The service's HTTP API without I/O: which requests to send, when, and what the responses mean."""
