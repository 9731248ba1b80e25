"""No frame of a traceback shows a password."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest

from signature_model import Credentials
from signature_model.credentials.passwords import Password
from signature_model.errors import CredentialsError
from tests.kits.certificates import authority, container, pem, pem_key, rsa_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "hunter2hunter2"
KEY = rsa_key("enterprise")
LEAF = authority().issue()
SOUND = container(LEAF, authority().issuers, key=KEY)
ENCRYPTED = pem_key(KEY, "another")


def shown(error: BaseException | None) -> Iterator[str]:
    """Yield the local variables in the frames of an error and of its causes, without the frames of this module."""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename != __file__:
                yield from map(repr, frame.f_locals.values())
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "load",
    [
        pytest.param(lambda: Credentials.from_pkcs12(SOUND, SECRET), id="wrong password"),
        pytest.param(lambda: Credentials.from_pkcs12(SOUND, SECRET.encode()), id="wrong password in bytes"),
        pytest.param(lambda: Credentials.from_pkcs12(SOUND, SECRET + "\0"), id="NUL"),
        pytest.param(lambda: Credentials.from_pkcs12(SOUND[:-1], SECRET), id="damaged container"),
        pytest.param(lambda: Credentials.from_pkcs12("/missing.p12", SECRET), id="missing file"),
        pytest.param(lambda: Credentials.from_pem(pem(LEAF), ENCRYPTED, SECRET), id="wrong password of a PEM key"),
        pytest.param(lambda: Credentials.from_pem(pem(LEAF), pem_key(KEY), SECRET), id="needless password"),
        pytest.param(lambda: Credentials.from_pem(b"", ENCRYPTED, SECRET), id="no certificate"),
    ],
)
def test_a_traceback_does_not_show_the_password(load: Callable[[], Credentials]) -> None:
    with pytest.raises((CredentialsError, OSError)) as caught:
        load()
    frames = list(shown(caught.value))
    assert frames
    assert not [each for each in frames if SECRET in each]


def test_a_password_is_not_in_its_repr() -> None:
    assert SECRET not in repr(Password.of(SECRET))
