"""Standard input and output in memory, for programs that run in this process."""

import io


class Standard(io.TextIOWrapper):
    """Standard input or output."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content))

    @property
    def content(self) -> bytes:
        """Return what was written."""
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()
