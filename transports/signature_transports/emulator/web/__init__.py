"""The server, the pages for people and the control calls."""
