"""Read an extension of a certificate, or of a certificate revocation list."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cryptography import x509

if TYPE_CHECKING:
    _Extended = x509.Certificate | x509.CertificateRevocationList

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


def maybe_extension(extended: _Extended, kind: type[_Extension]) -> _Extension | None:
    """Return the extension of this kind; None if there is none. Raises one of UNREADABLE for damaged extensions."""
    try:
        return extended.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
