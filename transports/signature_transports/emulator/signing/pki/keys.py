"""The private keys of all test certificates. They are public: anyone can sign with them."""

from __future__ import annotations

from base64 import b64decode
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

_EXPONENT: Final = 65537
_PRIMES: Final = {
    "plain-root": (
        "xRjCanbz6JmR7Z9+mcyZ49//npuhJZbeCsFZMfFNzcTVNvNwjIKAgLpSZw00DssJpWyl8Ifwm4ElP2D03QlzaUcwDlPf7ToalR4Q"
        "aVz7q3diHE7c74a/97+ImYWp4jPvIoM5x3LoX2dTFOXkgcAW47HbE7HbEsy3gJQM4UQVObW9zfM09n5RxebXhx3S0BGedWpQzJF/"
        "uDh+zkV0uRF5j9PGcJpX5KCQqCtVOK+gfWBfp9V8gensSy8ADR95lYq6DueOY25Wy1z6ivtPS0NFx213d8Ct9lQKozbzo/E1NeXX"
        "LyYiUVH4p2IYRGNwk177YL5rsu+bLjnfq+KH4pTYuw=="
    ),
    "people": (
        "2XgroTWHdT2wS5d8hjCIOCTqOwAIiz9Okqiy0ARpDyEvPC6IOHca8jse9WbZa9EjAIkx2V4gnKGSvMgEo/KYESYu0hZ31wKMTqMV"
        "ZVRq+g+2cAiMm69+NzNm/8Im17LRKEwOthZ8gkjwWAIO3xw46KZhBLpRE2pWvU49v2cTobHJ8qUg6JIK1jBjJgxnCu/bwIIlzVKo"
        "oOMgqadzlBbFGELlrXv4l2aJlmMedZw+rZTj7/1to6DrdsfpcKlkfpUxHgr6qOqtMPQTc21CiP5H9mnEgadukv8ysQbMGPGsp3oN"
        "eInH3HsgXwv1A/Yg0pdAEoe3dOnANAHI8768+3gD8w=="
    ),
    "people-root": (
        "04XJo2BbHNNPMq4BQK3kIrTM9u5tYmn+kqpcUkNoDQtfRgS0gniJeyCRzgRE1PCs70scriym0hIeRNilM+eMnAYddiDpIUO1xPAr"
        "JnO30W7YiJ4Y0qqv9ktRB/1xkZ6CCyg+EWT7JvVwRUmZSe9r3QEr6qlygk5jYsEAhQHyRvvR5r23OrwEyUHkP5l+xMucU4yZ34i6"
        "LBGHv4wF7Q5+VNh/6F2yEbBDsnxBdGcPd61k1s/rKUd1T0GAj/QrRxb9WPqTFuEONIgj7B+U1eZaJ/KVC3y6VPIfeESMKkdhPIj1"
        "noDl+AWCJgqDiK9tqxLy/AllAa1GJ6kbAwabh6stFw=="
    ),
    "people-issuer": (
        "yn2Gydsw+Q7tuF0R57W/mcEgU6RNH7CUEfID4MQP9fDZij/4GeT83p7HpUYCdFJW/wEQtC/JTjJiWizsB4VpYIbowlb5sENLouhg"
        "l6iMzVxAoCSp7wMA/lzc52XgaRdntLiRTRlL/4EC2/XE90erfYKY+Zq2jBTDxEQ/PhqLDUO7B8ZC+L4ze2Druj29NgKdC97GFJux"
        "u0FGYM0xw9bEwPtZf3Hl2Y1+lO2jCrB+yRaGUvvP3T3V9B6/byvcwS5Ga3ENcq8DrTFE0LbDDVWRac+sZWuBemIMJD3EecEgN9rR"
        "6RENdi9t9MrGv5217gPrviu1hrYu3C5QCuVmeBNKTw=="
    ),
    "organisations-root": (
        "06ieVKyllMPIZJzSAOYPP+RBhqBgHQdl2I0HOYJiT8pgqYiZfSZofzvJIIq6dRWG2ufBUkQEXqZnm15LBQreEBPx4n/AKOfmNPHk"
        "bJhBFFtrbZjKGKa11r4mKj4ZPUXCrakNiwhYDTwyaji4kYPWoVVeCsl87ifu/75TkEnnDD23LY/JnXmPQ+Ljonu7sroyIBEHX6/P"
        "5/D2e3m0Mn6MAUNkC2WlDsKUA0SUfJSD6UCD+5l+lIYAVVGDU7B5D1hi7L3zbZ9jBdTSYnW+Gr2TcI+6+m3Oi3nq3VD5JHqHpN0s"
        "XutNNU80K482U2VnaXSblUKMQsYL8jRHjaFcU5Nq2Q=="
    ),
    "organisations-issuer": (
        "zBD0Csijq5Dv7DQfCbIvk1BKsJGntAUBCCq/tkZYjJwyztalsDE80xBnEf08J+AfiNmafiOGt1pebMPeBSZBWvvfptrOXs0yHhvF"
        "fYDRhcCsg0ycCjBtz4uEPn3J2+ATfuQlfk46s0u9UXrdenTMT/1/nPzdaMi28YZWslH2P9m2zgmvc6tekz0siDXR7sjGEfUKoJue"
        "ZBHnM5lGlZjlF7nb34fXUqSgSg6ff2DZZgsPGPdqQIil7ViWfuLaAGCuj5eo1M8W7VWo8XTxesJAInq0fGuMe0QfCbjkFB2MlPZJ"
        "Id/2nJT+0M2wSeLdnWksMP4sNHS/Wejqew6hJfqNQw=="
    ),
    "packager": (
        "0waH3ygDqpaEtpusJ9V92ujJvspsdH3L52UnQhnahXLj4r7p7j0tkRcjVS2UrZuYb+wetIItN/KkLJijOc48XCK/2sl5sY8k20EM"
        "YERIoTnyiYVF0b0MxgH/Nb4RObYjGGCzY34zpqGIMa8J4fgjmWmF4h1Z9U3Jk26WNDvjPzfFiN1HfISeALrMsqdc1hcVFfu8IUMz"
        "KcU2+D+mrbLm/JIFYQ//ygKdx9H4rJIyMDePEhFEQMCUGdpthJa3EooTzV+Y5uhHjjeMYFGJb/B0uzCPDQI4C2+l/0f0OBUl8Ozv"
        "3ETeYla9iS3OPuovoNpv1Mlbpw8t6CcUZrklugSggQ=="
    ),
    "seal": (
        "8hsJC7d2asnprKkQX5X8X1qi3oFow/ZIGvmrR0rApC9xNoaFDf4bMlLHqHzjqv90926aM8eyNqFTgHfH/ydxYLS+0HVr2QhShN70"
        "pw+mJFL0XrWpXW5PK+Ida/5KKFG7j5aMJU6o9P2TAp3mUPNfImSNKlOAPezO8Sfh7H6yRgfr/UjHu+UJq58G/E13PJ7DIfIkmop1"
        "j9NjiiVqJGsebhDE/EcePof0oR3AYkrK3cOQDTRiG7KJRfLT85xF2qH6jmEM68GF+choavKpIsrWMSIiur8uTtc582w0Yu0rgbXX"
        "XWFuNYAgLptUFsAp4vcu3SFvMczTpXnGoTTEzzzjTQ=="
    ),
    "time-stamps-root": (
        "2Ge+5RnYm3zrrRig5wx5ANSAFsdRCKfgiF8nBGGzIj6lEkflNfcHgXrT8ZLwSeO3R++DZwqcrl5LCm0sVaBcFpW6dq9WKhF6nVgc"
        "Ul0WVLAHC+HEs9IMururWl10c9hkuDF7l9eAN5KrCPtQDaFb9lGco3oHLq1qKrPWuXK11xPJnQt5A/xR4h/Q4E3/75JwIOGANeOH"
        "6gn0axMLgukwP+UyuSmH1xTIr7gXCUgZiWgQ9yukhcKQ+TpTSF4HlfxtJ9VhKK5KBYnUr5QLrTulPax6PbsjW7Gm8/+gRwAIW47Y"
        "86lmM/Ee3VYqj5uafgYNz0nAYSN8h10zhTB9lWn/mw=="
    ),
    "time-stamps-issuer": (
        "8zhAfZHJ1IiEmKxLjCR38QLUaeufkP9LGgfeJnee8rkvXweRVYZHPYTed94a4bqWdkVNf3zLi+FJCf6cZgD1+pyIFKkFVm9b2gvX"
        "XDcI6g45w94c259FCxHFK007h7OHQtD1CPC4OF1rqWbEJHkdvef0NFhja92R8nsNF+LTQ7PNgK6olTjQ6tRD0HBAO89bfLD38bzE"
        "ng/a2ynd9fcpxAiGrW5s0KcvYEGX0ZCLk4QvgXjpP5dXKdw9mCgxu27jU2haZfO+DzXpEUjMjOI/SCqhZKiLVYGnhofXqL/DsRGO"
        "utGNca2mW5JFULxRxSqRfYAGsQpFsahKq6F5ViptHQ=="
    ),
    "time-stamps": (
        "2JMFTNJbQrara8hOcsednZ9V0Uqo7z3rqEGeW+quK0mp2OxfR2ORI/ePyxqSXFnXKZ3OQHkfbcgl+je2OrNXSnyuEEFYpYRMVQUw"
        "N7KkAwQL/MB4SicS7JQf989n0UzpY2TmRAZP/DAe1D8/XPlGJAef69md4Fg7qsi4yO0Cy1XKbAGblEF+z1+uJednWGzUSl/mIsNr"
        "VH9Jd8pcygWLpfavVLixrX87pUdJ+s1ye+63mCFqqJQd/Jp1yfd6V4ZCNX6sTkwZk6f8d2G9kcNgCYFIcXzGjzgpMtvfDS+xatlo"
        "MsU6EJSclnjxBVMlzZLuniIFMRmM8YzlsIfHfGFEfw=="
    ),
    "strangers-root": (
        "xE57lOJTjg5wecmxA7rYXZkVwfojgt1Ra6Ns2bRp4yLB2OFxcvYoTKoD6xi+Tn14yF0CXJe7oy7xrQ0IksUtd7zu2sqZlTeSdDhK"
        "mXya63QCd0z+fSTCtXnn+Tb2fyMxwKbMUQZreHrNreBW4/rjGMJgtLdg73SoASq4QVF7pXm9UAYAvI87tzzXX0YlYb9Rg+h9Ie+w"
        "B4dvxJT5Lm15jTF19p4Y5KnrmqrZXIMeoMzXQ762ECyBT31KXYWRQOUDh+tiekaTta5GzKia/Z/Y5FyfPpvB6Q4KSleEMt317yQ4"
        "n38/AgCbZyroeWhZKJOJtfAiER2axTfVpvvN6zINgw=="
    ),
    "strangers-issuer": (
        "7UMMoGyJgy/TYJhJofU2Yp80bSNHvL3iH3mtnsZiYgxEtY2WpNfI96S6SeRAe9GUF4Uhcz0AIrXslpKBhM87LWG+zravWj6938ns"
        "BU/ub/FiJgymfED7VIr11MXCb6s7qB+qsKDUWsjqvUdq6M7htl54UCV1kKWVBTmufiTml8fZbabuwr1dwzWLESruYatXdD3gwsjq"
        "49CrWdVw5jLknZGJJsoYUtH2IkprDaVCIWYYWJ3t3i9n2b2M/a3quusmWHpRFezzGG1KDHXWvbelaQvfqAUdzLf1fLoM4otgofFJ"
        "/P+O3u9r/Iu4PG7vR+mSRmzSBBuja1G0S3HFCyZbTw=="
    ),
}
"""For each key, two primes of 1,024 bits, one after the other."""


@cache
def key_of(owner: str) -> rsa.RSAPrivateKey:
    """Return the key of an authority, or the shared key of all ``people``."""
    primes = b64decode(_PRIMES[owner])
    p, q = (int.from_bytes(each) for each in (primes[: len(primes) // 2], primes[len(primes) // 2 :]))
    d = rsa.rsa_recover_private_exponent(_EXPONENT, p, q)
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(e=_EXPONENT, n=p * q),
    ).private_key(unsafe_skip_rsa_key_validation=True)


def sign(owner: str, data: bytes) -> bytes:
    """Sign data with a key: RSA with SHA-256. The same data always give the same signature."""
    return key_of(owner).sign(data, PKCS1v15(), SHA256())
