"""A creation is two parts in a frame that everybody reads as those two parts."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from signature_model.api.messages.multipart import framed
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import write_request
from tests.signature_model.samples import a_bundle

if TYPE_CHECKING:
    from signature_model.api.messages.multipart import Creation

REQUEST = write_request(JobRequest(reference="contract 17"))
AWKWARD = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"--", b"-", b"part-", b"\0", b"\xff", b" "])).map(b"".join)


def parts_of(creation: Creation) -> list[tuple[list[tuple[str, str]], object]]:
    """Headers and content of each part, as the standard library reads them."""
    header = f"MIME-Version: 1.0\r\nContent-Type: {creation.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(header + b"".join(creation.pieces))
    assert message.get_content_type() == "multipart/mixed"
    assert not message.defects
    assert not message.preamble
    assert not message.epilogue
    return [(part.items(), part.get_payload(decode=True)) for part in message.iter_parts()]


@example(b"\r\n", b"\r\n--")
@given(st.binary(max_size=99) | AWKWARD, st.binary(max_size=99) | AWKWARD)
def test_the_frame_is_read_as_two_parts_with_the_very_bytes(request: bytes, bundle: bytes) -> None:
    assert parts_of(framed(request, bundle)) == [
        ([("Content-Type", "application/xml")], request),
        ([("Content-Type", "application/octet-stream")], bundle),
    ]


def test_a_true_creation_is_read_as_it_was() -> None:
    assert [content for _, content in parts_of(framed(REQUEST, a_bundle()))] == [REQUEST, a_bundle()]


def test_the_bundle_is_not_copied() -> None:
    bundle = a_bundle()
    creation = framed(REQUEST, bundle)
    assert [piece is bundle for piece in creation.pieces].count(True) == 1


def test_nobody_can_foretell_the_boundary() -> None:
    assert len({framed(REQUEST, b"bundle").content_type for _ in range(100)}) == 100


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_the_boundary_is_one_that_every_reader_takes(request: bytes, bundle: bytes) -> None:
    creation = framed(request, bundle)
    name, _, boundary = creation.content_type.partition("boundary=")
    assert name == "multipart/mixed; "
    assert boundary.startswith('"part-')
    assert boundary.strip('"').replace("-", "").isalnum()
    assert len(boundary.strip('"')) <= 70  # RFC 2046, 5.1.1
