"""A password that tracebacks do not show. Tools that print local variables print ``Password(...)``."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass, field

from signature_model.errors import CredentialsError
from signature_model.type_checks import require_type


@dataclass(frozen=True, slots=True)
class Password:
    """The password of a container or key; empty if there is none.

    Functions pass this object on, and delete the plain text.
    """

    encoded: bytes = field(repr=False)

    @classmethod
    def of(cls, password: Password | str | bytes | None) -> Password:
        """Return the password in UTF-8. An empty password is the same as no password."""
        if isinstance(password, Password):
            return password
        require_type("password", password, str | bytes | None)
        return cls(password.encode(errors="replace") if isinstance(password, str) else password or b"")

    def require_usable(self) -> None:
        """Raise CredentialsError if the password contains NUL: `cryptography` would panic, and print the password."""
        if b"\0" in self.encoded:
            msg = "the password contains a NUL character"
            raise CredentialsError(msg, "if it comes from a file, check the file's encoding: UTF-16 contains NUL")

    def __bool__(self) -> bool:
        return bool(self.encoded)

    @property
    def hint(self) -> str:
        """The hint for a password that does not open the container or key."""
        if self.encoded.startswith(BOM_UTF8):
            return "the password begins with a byte order mark: save the password file as UTF-8 without this mark"
        return "check that the password is right, without a line feed at its end"
