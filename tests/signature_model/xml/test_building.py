"""Elements and attributes are built in the service's namespace, and text that XML cannot hold is refused."""

import pytest

from signature_model.errors import UnwritableText
from signature_model.xml.building import add, child, put, root, serialise
from signature_model.xml.trees import MANIFEST


def test_a_document_is_written_in_the_default_namespace() -> None:
    document = root("job")
    add(document, "title", "Blåbær & <b>")
    add(document, "description", None)
    put(child(document, "document"), "href", "a.pdf")
    put(document[1], "mime", None)
    child(document, "text", "")
    assert serialise(document).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<job xmlns="{MANIFEST}"><title>Blåbær &amp; &lt;b&gt;</title><document href="a.pdf"/><text></text></job>'
    )


@pytest.mark.parametrize("text", ["\0", "a\x1b", "\ud800", "\ufffe"])
def test_text_that_xml_cannot_hold_is_refused_with_its_place(text: str) -> None:
    signer = child(root("job"), "signer")
    with pytest.raises(UnwritableText, match=r"^signer/title contains") as refusal:
        add(signer, "title", text)
    assert refusal.value.where == "signer/title"
    with pytest.raises(UnwritableText, match=r"^signer/@order contains"):
        put(signer, "order", text)
