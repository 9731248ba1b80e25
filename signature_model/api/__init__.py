"""The service's HTTP API without I/O: requests to make, responses to read, and when to make them."""
