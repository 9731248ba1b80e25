"""The certificate files that the options name: the caller's own with its key, and the trust anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.console.reading import content_of
from signature_model.console.trust import read_trust_anchors
from signature_model.credentials.enterprise import Credentials
from signature_model.errors import CredentialsError
from signature_transports.cli.passwords import WAYS, maybe_password

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from signature_transports.cli.options import Settings


def maybe_credentials(settings: Settings) -> Credentials | None:
    """Return the credentials, or None if no file is named. Trust anchors complete the chain.

    Raises CredentialsError, and Unusable if a file cannot be read.
    """
    if settings.credentials is None:
        return None
    content = content_of(settings.credentials)
    anchors = maybe_trust_anchors(settings) or ()
    is_pem = b"-----BEGIN" in content
    wants_password = not is_pem or b"ENCRYPTED" in content
    password = maybe_password(settings.password_file, settings.credentials) if wants_password else None
    try:
        if is_pem:
            return Credentials.from_pem(content, content, password, extra_certificates=anchors)
        return Credentials.from_pkcs12(content, password, extra_certificates=anchors)
    except CredentialsError as error:
        hints = (error.hint, WAYS if wants_password and password is None else None)
        msg = f"{settings.credentials}: {error.message}"
        raise CredentialsError(msg, "; ".join(filter(None, hints)) or None) from error


def maybe_trust_anchors(settings: Settings) -> tuple[Certificate, ...] | None:
    """Return the trust anchors for the server, or None if no file is named. Raises Unusable."""
    return None if settings.trust is None else read_trust_anchors(settings.trust)
