"""The service's trust anchors by their fingerprints, to compare certificates with.

The certificates themselves come from their issuers, Buypass and Commfides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256

from signature_model.credentials.suitability import EXPIRES_SOON
from signature_model.jobs.context import Environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cryptography.x509 import Certificate

_PUBLISHED: Final = {
    "Buypass": "https://www.buypass.com/security/buypass-root-certificates",
    "Commfides": "https://pds.commfides.com/G3/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A trust anchor of one environment. ``sha256`` is the digest of its DER, in 64 hexadecimal digits."""

    name: str
    environment: Environment
    expires: date
    sha256: str

    @property
    def origin(self) -> str:
        """The place where you can get it."""
        issuer, is_test = self.name.partition(" ")[0], self.environment is Environment.TEST
        if issuer not in _PUBLISHED:
            return f"{issuer} issued it; ask the service's support for it"
        place = f"among the test certificates of {issuer}" if is_test else f"at {_PUBLISHED[issuer]}"
        return f"{issuer} publishes it under this name {place}"

    def has_expired(self, now: datetime) -> bool:
        """Whether it has expired at the aware datetime ``now``."""
        return now.astimezone(UTC).date() > self.expires

    def expires_soon(self, now: datetime) -> bool:
        """Whether it expires within 30 days of the aware datetime ``now``."""
        return self.expires - now.astimezone(UTC).date() < EXPIRES_SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Certificates compared with the trust anchors of one environment.

    The anchors of the environment are ``present`` or ``missing``; some that are present may have ``expired``.
    ``foreign`` are anchors of the other environment, ``unknown`` are certificates that are not anchors of the service.
    """

    present: tuple[Anchor, ...]
    missing: tuple[Anchor, ...]
    expired: tuple[Anchor, ...]
    foreign: tuple[Anchor, ...]
    unknown: tuple[Certificate, ...] = field(repr=False)


def fingerprint(certificate: Certificate) -> str:
    """Return the SHA-256 digest of the certificate's DER, in 64 upper-case hexadecimal digits."""
    return certificate.fingerprint(SHA256()).hex().upper()


def maybe_anchor(certificate: Certificate, anchors: Iterable[Anchor] | None = None) -> Anchor | None:
    """Return the trust anchor with this certificate, or None. The anchors are the service's own by default."""
    sha256 = fingerprint(certificate)
    return next((each for each in (ANCHORS if anchors is None else anchors) if each.sha256 == sha256), None)


def inventory(
    certificates: Iterable[Certificate],
    environment: Environment,
    now: datetime,
    anchors: Sequence[Anchor] | None = None,
) -> Inventory:
    """Compare certificates with the trust anchors of an environment: those in ``anchors``, or else the service's own.

    ``now`` is an aware datetime. Anchors that have expired are not reported as missing.
    """
    genuine = {each.sha256: each for each in (ANCHORS if anchors is None else anchors)}
    given = {fingerprint(each): each for each in certificates}
    known = {genuine[each] for each in given if each in genuine}
    wanted = [each for each in genuine.values() if each.environment is environment]
    return Inventory(
        present=tuple(each for each in wanted if each in known),
        missing=tuple(each for each in wanted if each not in known and not each.has_expired(now)),
        expired=tuple(each for each in wanted if each in known and each.has_expired(now)),
        foreign=tuple(each for each in genuine.values() if each in known and each not in wanted),
        unknown=tuple(certificate for sha256, certificate in given.items() if sha256 not in genuine),
    )


def _anchors(environment: Environment, table: str) -> Iterator[Anchor]:
    for line in table.splitlines():
        expires, sha256, name = line.split(" ", 2)
        yield Anchor(name=name, environment=environment, expires=date.fromisoformat(expires), sha256=sha256)


_PRODUCTION: Final = """\
2040-10-26 EDF7EBBCA27A2A384D387B7D4010C666E2EDB4843E4C29B4AE1D5B9332E6B24D Buypass Class 3 Root CA
2032-09-25 C49C350E5A8205E063E74C554A994335B8435C996527D4EF1A2B0C7B51584B2D Buypass Class 3 CA 3
2045-11-10 AB936DFD7F171D3A3CBD08F9BEBDC3F3BAAABAA79DF6A908F8A7B0128627F187 Buypass Class 3 Root CA G2 HT
2040-11-10 0EF5CEDCE44265B112785B359A21141E20F553AADA4C579404617B5CA6046BE9 Buypass Class 3 CA G2 HT Business
2045-11-10 F8C16C6B4FD45CB0672E16582B8805F1CAFD0C48D866F4ED895B30E352A9FAA6 Buypass Class 3 Root CA G2 ST
2040-11-10 45E05831CDDAC1F2B96DC8CA54620834C87649E9FFD3B26D7DAD2AD07F807232 Buypass Class 3 CA G2 ST Business
2051-08-09 5AD1A2B5DAE0CE7DAEB4D15E3676002DA387ED852C1667B1A80543C474A41EC7 Commfides Root CA - G3
2041-08-14 318AA99DFBE3D5CF10BF1E3A5E8BD921D55C68A70901DADC2CB6ED77AC363501 Commfides Legal Person - G3
"""

_TEST: Final = """\
2040-10-06 2A8475824D9BA398170031B9B398222F857A59BDC5CC3B49005EAFDB55955DA4 Buypass Class 3 Test4 Root CA
2032-02-16 B761ABD7A4C478B33BE382BE511943C20E50950B3B2899875A692E1BEF2BDC1B Buypass Class 3 Test4 CA 3
2045-11-05 52A09CF14587D7A5BE5F3DC64754125822FAEEA5D75D15FD961E63C6F63D3F70 Buypass Class 3 Test4 Root CA G2 HT
2040-11-04 2C9E0EC146F148EDA7C5DD05559CCD2261E0C0D66F638864FAE21C7756DE7210 Buypass Class 3 Test4 CA G2 HT Business
2045-11-05 760637A0F7DA3A3876F601F96B8CF2CEB4FEF80B76BD6F052E7BCB0041DA350D Buypass Class 3 Test4 Root CA G2 ST
2040-11-04 2F36956BEB4DE4907A3A0FB09437D7D532F4A12504473A00C12CEB028DF54A28 Buypass Class 3 Test4 CA G2 ST Business
2051-07-08 97EA39029D946583D44539519A1F2CAE4A40F9733D17DAC18457246AF5654325 Commfides Root CA - G3 - TEST
2041-07-10 94BB0E8701B61794D5D0C3154204571096B23C78B33C87E7F942097030E526D9 Commfides Legal Person - G3 - TEST
2050-01-01 3FBA0D228CBC8D7928433D7AB4628F0FD18663FEFF06A910ADDB241670879C12 Digipost Test Root CA
"""

ANCHORS: Final = (*_anchors(Environment.PRODUCTION, _PRODUCTION), *_anchors(Environment.TEST, _TEST))
"""The trust anchors in the service's documentation, without older ones that have expired."""
