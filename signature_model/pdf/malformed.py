"""What is raised where a PDF has no object, or data that cannot be decoded."""


class Malformed(ValueError):  # named for what it is
    """There is no object at a place where one is needed."""
