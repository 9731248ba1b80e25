"""The holders of certificates: people, the packager of evidence, the service, and the time-stamp authority.

The same holder at the same moment always has the same certificate. Sources: SEID 2 (names of people), ETSI EN 319
412-5 (statements of qualified certificates).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signature_model.api.services import POSTEN
from signature_transports.emulator.signing.pki.authorities import (
    ORGANISATIONS,
    PEOPLE,
    STRANGERS,
    TIME_STAMPS,
    Authority,
    authority,
)
from signature_transports.emulator.signing.pki.certificates import issue, name
from signature_transports.emulator.signing.pki.keys import key_of, sign

if TYPE_CHECKING:
    from collections.abc import Iterable

    Validity = tuple[datetime, datetime]
    Extension = tuple[x509.ExtensionType, bool]
    """An extension of a certificate, and whether it is critical."""

PACKAGER: Final = "989584022"
"""The organisation number of the packager: that of the service's supplier, so that its seals count."""
_ISSUER_NUMBER: Final = "9578-5999"
"""The beginning of the number that an issuer, here a bank, gives a person (SEID 2)."""
_NATIONAL_ID: Final = x509.ObjectIdentifier("2.16.578.1.61.2.4")
_STATEMENTS: Final = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"),
    bytes.fromhex("30293008060604008e4601013008060604008e4601043013060604008e4601063009060704008e46010601"),
)
"""``QcCompliance``, ``QcSSCD`` and ``QcType``: a qualified certificate for signatures, whose key is in a device."""
_PRINTABLE: Final = 0x13


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A certificate, the name of its key, and its authority. ``revoked_since`` is None if it is not revoked.

    If ``signs_wrongly`` is true, the holder's signatures do not verify.
    """

    certificate: x509.Certificate
    key: str
    authority: Authority
    revoked_since: datetime | None = None
    signs_wrongly: bool = False

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate, that of its issuer, and the root."""
        return self.certificate, self.authority.certificate, self.authority.root

    def sign(self, data: bytes) -> bytes:
        """Sign data: RSA with SHA-256."""
        return sign(self.key, data + b"something else" if self.signs_wrongly else data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaws:
    """The faults of a certificate, or of the signatures of its holder."""

    is_untrusted: bool = False
    is_expired: bool = False
    is_revoked: bool = False
    signs_wrongly: bool = False


FLAWLESS: Final = Flaws()


def person(common_name: str, number: str | None, contact: str, moment: datetime, flaws: Flaws = FLAWLESS) -> Holder:
    """Return a person with a certificate that is valid for two years.

    ``number`` is the national id number in the certificate, or None. ``contact`` distinguishes people.
    """
    own_number = int.from_bytes(sha256(contact.encode()).digest()[:4]) % 10**9
    serial = x509.NameAttribute(NameOID.SERIAL_NUMBER, f"UN:NO-{_ISSUER_NUMBER}-{own_number:09}")
    subject = x509.Name([*name(common_name), serial])
    extensions: list[Extension] = [(_STATEMENTS, False)]
    if number is not None:
        encoded = bytes((_PRINTABLE, len(number))) + number.encode()
        extensions.append((x509.UnrecognizedExtension(_NATIONAL_ID, encoded), False))
    since = _midnight(moment) - timedelta(days=200)
    return _holder(PEOPLE, subject, "people", (since, since + timedelta(days=730)), moment, flaws, extensions)


def packager(moment: datetime, flaws: Flaws = FLAWLESS) -> Holder:
    """Return the packager, who seals the evidence of one signer."""
    subject = name("Emulator Packager, for tests only", "Emulator Packager", PACKAGER)
    return _organisation(subject, "packager", moment, flaws)


def service(moment: datetime, flaws: Flaws = FLAWLESS) -> Holder:
    """Return the emulated service, which seals the signed document."""
    subject = name("Emulator Seal, for tests only", "Posten (emulator)", POSTEN)
    return _organisation(subject, "seal", moment, flaws)


@lru_cache(maxsize=64)
def time_stamp_authority(year: int) -> Holder:
    """Return the time-stamp authority, whose certificate of that year is valid for eleven years."""
    subject = name("Emulator Time-stamps, for tests only", "Emulator")
    usage: Extension = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    validity = (moment, moment.replace(year=year + 11))
    return _holder(TIME_STAMPS, subject, "time-stamps", validity, moment, FLAWLESS, [usage])


def _organisation(subject: x509.Name, key: str, moment: datetime, flaws: Flaws) -> Holder:
    since = datetime(moment.astimezone(UTC).year - 1, 1, 1, tzinfo=UTC)
    validity = (since, since.replace(year=since.year + 3))
    return _holder(ORGANISATIONS, subject, key, validity, moment, flaws)


def _holder(  # noqa: PLR0913, PLR0917 - the fields of a certificate
    issuer: str,
    subject: x509.Name,
    key: str,
    validity: Validity,
    moment: datetime,
    flaws: Flaws,
    extensions: Iterable[Extension] = (),
) -> Holder:
    above = authority(STRANGERS if flaws.is_untrusted else issuer)
    if flaws.is_expired:
        validity = (validity[0] - timedelta(days=730), moment - timedelta(hours=1))
    holder = _issued(above, subject, key, validity, tuple(extensions))
    revoked_since = moment - timedelta(hours=1) if flaws.is_revoked else None
    return replace(holder, revoked_since=revoked_since, signs_wrongly=flaws.signs_wrongly)


@lru_cache(maxsize=256)
def _issued(
    above: Authority, subject: x509.Name, key: str, validity: Validity, extensions: tuple[Extension, ...]
) -> Holder:
    since, until = validity
    number = sha256(f"{subject.rfc4514_string()}/{since.isoformat()}/{until.isoformat()}".encode()).digest()[:16]
    builder = x509.CertificateBuilder(
        issuer_name=above.certificate.subject,
        subject_name=subject,
        serial_number=int.from_bytes(number) >> 1,
        not_valid_before=since,
        not_valid_after=until,
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    certificate = issue(
        above.with_sources(builder),
        key_of(key).public_key(),
        key_of(above.key),
        "digital_signature"
        if any(isinstance(each, x509.ExtendedKeyUsage) for each, _ in extensions)
        else "content_commitment",
        constraints=x509.BasicConstraints(ca=False, path_length=None),
    )
    return Holder(certificate=certificate, key=key, authority=above)


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
