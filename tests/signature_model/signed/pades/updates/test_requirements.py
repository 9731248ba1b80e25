"""An update does not change what it must keep."""

import pytest
from pyhanko.pdf_utils.generic import pdf_string

from signature_model.signed.pades.updates.requirements import ForbiddenChange, require_same
from tests.kits.updates import stream, value


def test_a_stream_is_never_changed() -> None:
    same = value({"/FT": "/Sig"})
    require_same(same, same, "it", but=frozenset())
    for old, new in ((stream(FT="/Sig"), same), (same, stream(FT="/Sig")), (stream(b"a"), stream(b"b"))):
        with pytest.raises(ForbiddenChange, match="it changes it"):
            require_same(old, new, "it", but=frozenset({"/Length"}))


def test_a_text_may_have_another_encoding() -> None:
    old, same, other = (value({"/Title": pdf_string(each)}) for each in (b"a", b"\xfe\xff\0a", b"b"))
    require_same(old, same, "it", but=frozenset(), texts={"/Title"})
    for new, texts in ((same, frozenset[str]()), (other, frozenset({"/Title"}))):
        with pytest.raises(ForbiddenChange, match="it changes it"):
            require_same(old, new, "it", but=frozenset(), texts=texts)
