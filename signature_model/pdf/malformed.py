"""The exception for a place in a PDF without an object, or with data that cannot be decoded."""


class Malformed(ValueError):  # named for what it is
    """There is no object at a place where one is needed."""
