"""The keys of the authority and of the people in the emulator, for everybody to read: they are worth nothing."""

from __future__ import annotations

from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

_EXPONENT: Final = 65537
_PRIMES: Final = {
    "authority": (
        (
            "c518c26a76f3e89991ed9f7e99cc99e3dfff9e9ba12596de0ac15931f14dcdc4d536f3708c828080ba52670d340ecb09"
            "a56ca5f087f09b81253f60f4dd09736947300e53dfed3a1a951e10695cfbab77621c4edcef86bff7bf889985a9e233ef"
            "228339c772e85f675314e5e481c016e3b1db13b1db12ccb780940ce1441539b5"
        ),
        (
            "bdcdf334f67e51c5e6d7871dd2d0119e756a50cc917fb8387ece4574b911798fd3c6709a57e4a090a82b5538afa07d60"
            "5fa7d57c81e9ec4b2f000d1f79958aba0ee78e636e56cb5cfa8afb4f4b4345c76d7777c0adf6540aa336f3a3f13535e5"
            "d72f26225151f8a76218446370935efb60be6bb2ef9b2e39dfabe287e294d8bb"
        ),
    ),
    "people": (
        (
            "d9782ba13587753db04b977c8630883824ea3b00088b3f4e92a8b2d004690f212f3c2e8838771af23b1ef566d96bd123"
            "008931d95e209ca192bcc804a3f29811262ed21677d7028c4ea31565546afa0fb670088c9baf7e373366ffc226d7b2d1"
            "284c0eb6167c8248f058020edf1c38e8a66104ba51136a56bd4e3dbf6713a1b1"
        ),
        (
            "c9f2a520e8920ad63063260c670aefdbc08225cd52a8a0e320a9a7739416c51842e5ad7bf897668996631e759c3ead94"
            "e3effd6da3a0eb76c7e970a9647e95311e0afaa8eaad30f413736d4288fe47f669c481a76e92ff32b106cc18f1aca77a"
            "0d7889c7dc7b205f0bf503f620d297401287b774e9c03401c8f3bebcfb7803f3"
        ),
    ),
}
"""In hexadecimal; two of 1,024 bits make a key of 2,048."""


@cache
def key_of(whom: str) -> rsa.RSAPrivateKey:
    """The key of the ``authority``, or the one that all ``people`` share."""
    p, q = (int(prime, 16) for prime in _PRIMES[whom])
    d = rsa.rsa_recover_private_exponent(_EXPONENT, p, q)
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(e=_EXPONENT, n=p * q),
    ).private_key()
