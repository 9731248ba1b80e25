"""An update does not change what it must keep."""

import pytest

from signature_model.signed.pades.updates.requirements import ForbiddenChange, require_same
from tests.kits.updates import stream, value


def test_a_stream_is_never_changed() -> None:
    same = value({"/FT": "/Sig"})
    require_same(same, same, "it", but=frozenset())
    for old, new in ((stream(FT="/Sig"), same), (same, stream(FT="/Sig")), (stream(b"a"), stream(b"b"))):
        with pytest.raises(ForbiddenChange, match="it changes it"):
            require_same(old, new, "it", but=frozenset({"/Length"}))
