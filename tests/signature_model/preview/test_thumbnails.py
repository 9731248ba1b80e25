"""Thumbnails: pictures, placeholders, and hostile titles."""

from base64 import b64decode

import pytest
from lxml import etree, html

from signature_model.preview.thumbnails import placeholder, thumbnail


def test_a_picture_has_a_name() -> None:
    image = html.fragment_fromstring(thumbnail('"><script>Å', "PDF", b"\x89PNG"))
    assert (image.tag, image.get("alt")) == ("img", 'First page of "><script>Å')
    assert image.get("src") == "data:image/png;base64,iVBORw=="


@pytest.mark.parametrize("kind", ["PDF", "<&>", "a long name"])
def test_a_placeholder_names_the_kind(kind: str) -> None:
    image = html.fragment_fromstring(thumbnail("Contract", kind, None))
    assert image.get("alt") == ""
    drawn = b64decode((image.get("src") or "").partition(",")[2])
    assert drawn == placeholder(kind).encode()
    assert etree.fromstring(drawn).findtext("{*}text") == kind[:4]
