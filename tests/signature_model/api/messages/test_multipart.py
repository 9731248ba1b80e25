"""The multipart body of a creation: other readers read what we write, and we read it strictly."""

from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signature_model.api.messages.multipart import (
    MAX_FIELDS,
    MAX_HEAD,
    CreationBody,
    MalformedMultipart,
    Part,
    frame_parts,
    media_type,
    parts,
)
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import write_request
from tests.kits.jobs import a_bundle

TYPE = "multipart/mixed; boundary=b"
REQUEST = write_request(JobRequest(reference="contract 17"))
AWKWARD = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"--", b"-", b"part-", b"\0", b"\xff", b" "])).map(b"".join)


def parts_by_the_standard_library(creation: CreationBody) -> list[tuple[list[tuple[str, str]], object]]:
    """Return the headers and the content of each part."""
    header = f"MIME-Version: 1.0\r\nContent-Type: {creation.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(header + b"".join(creation.pieces))
    assert message.get_content_type() == "multipart/mixed"
    assert not message.defects
    assert not message.preamble
    assert not message.epilogue
    return [(part.items(), part.get_payload(decode=True)) for part in message.iter_parts()]


@example(b"\r\n", b"\r\n--")
@given(st.binary(max_size=99) | AWKWARD, st.binary(max_size=99) | AWKWARD)
def test_other_readers_find_two_parts_with_the_same_bytes(request: bytes, bundle: bytes) -> None:
    assert parts_by_the_standard_library(frame_parts(request, bundle)) == [
        ([("Content-Type", "application/xml")], request),
        ([("Content-Type", "application/octet-stream")], bundle),
    ]


def test_a_bundle_is_read_as_it_was_written() -> None:
    assert [content for _, content in parts_by_the_standard_library(frame_parts(REQUEST, a_bundle()))] == [
        REQUEST,
        a_bundle(),
    ]


def test_the_bundle_is_not_copied() -> None:
    bundle = a_bundle()
    creation = frame_parts(REQUEST, bundle)
    assert [piece is bundle for piece in creation.pieces].count(True) == 1


def test_the_boundary_is_random() -> None:
    assert len({frame_parts(REQUEST, b"bundle").content_type for _ in range(100)}) == 100


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_the_boundary_has_a_form_that_every_reader_accepts(request: bytes, bundle: bytes) -> None:
    creation = frame_parts(request, bundle)
    name, _, boundary = creation.content_type.partition("boundary=")
    assert name == "multipart/mixed; "
    assert boundary.startswith('"part-')
    assert boundary.strip('"').replace("-", "").isalnum()
    assert len(boundary.strip('"')) <= 70  # RFC 2046, 5.1.1


@given(request=st.binary(max_size=200), bundle=st.binary(max_size=200))
def test_parts_are_read_as_they_were_written(request: bytes, bundle: bytes) -> None:
    frame = frame_parts(request, bundle)
    assert [each.content for each in parts(frame.content_type, b"".join(frame.pieces))] == [request, bundle]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param(
            "multipart/mixed;boundary=Boundary_1_27_1",
            b"--Boundary_1_27_1\r\nContent-Type: application/xml\r\n\r\nA\r\n"
            b"--Boundary_1_27_1\r\nContent-Type: application/octet-stream\r\n\r\nB\r\n--Boundary_1_27_1--\r\n",
            id="Java",
        ),
        pytest.param(
            'multipart/mixed; boundary="f0-a 1"',
            b"--f0-a 1\r\nContent-Type: application/xml; charset=utf-8\r\nContent-Disposition: attachment\r\n\r\nA"
            b"\r\n--f0-a 1\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\nB"
            b"\r\n--f0-a 1--\r\n",
            id=".NET",
        ),
        pytest.param(
            "Multipart/Mixed ; charset=x ; BOUNDARY = b ; x=y",
            b"\r\n--b \t\r\ncontent-type:Application/XML\r\nContent-Transfer-Encoding: binary\r\n\r\nA"
            b"\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nB\r\n--b--",
            id="as the standard allows",
        ),
    ],
)
def test_the_official_forms_are_read(content_type: str, body: bytes) -> None:
    assert parts(content_type, body) == (Part("application/xml", b"A"), Part("application/octet-stream", b"B"))


def test_parts_can_be_without_fields_or_content() -> None:
    assert parts(TYPE, b"--b\r\n\r\nA\r\n--b\r\n\r\n--b--") == (Part("", b"A"), Part("", b""))


def test_a_frame_can_hold_none_or_three_parts() -> None:
    assert parts(TYPE, b"--b--\r\n") == ()
    assert len(parts(TYPE, b"--b\r\n\r\nA\r\n" * 3 + b"--b--")) == 3


@pytest.mark.parametrize(
    ("content_type", "body", "reason"),
    [
        pytest.param("application/xml", b"", "the content type is not", id="no multipart"),
        pytest.param("multipart/form-data; boundary=b", b"", "the content type is not", id="form data"),
        pytest.param("", b"", "the content type is not", id="no content type"),
        pytest.param("multipart/mixed", b"", "with one boundary", id="no boundary"),
        pytest.param("multipart/mixed; boundary=", b"", "with one boundary", id="an empty boundary"),
        pytest.param('multipart/mixed; boundary=""', b"", "with one boundary", id="an empty quoted boundary"),
        pytest.param("multipart/mixed; boundary=a; boundary=b", b"", "with one boundary", id="two boundaries"),
        pytest.param(f"multipart/mixed; boundary={'b' * 71}", b"", "with one boundary", id="a long boundary"),
        pytest.param('multipart/mixed; boundary="b\r\n"', b"", "with one boundary", id="a broken boundary"),
        pytest.param("multipart/mixed; boundary=æ", b"", "with one boundary", id="a boundary that is not ASCII"),
        pytest.param(TYPE, b"", "does not begin with the boundary", id="nothing"),
        pytest.param(TYPE, b"\0" * 100, "does not begin with the boundary", id="zeros"),
        pytest.param(TYPE, b"x\r\n--b\r\n\r\nA\r\n--b--", "does not begin with the boundary", id="a preamble"),
        pytest.param(TYPE, b"--b", "must be followed by a new line", id="cut after the boundary"),
        pytest.param(TYPE, b"--bc\r\n\r\nA\r\n--bc--", "must be followed by a new line", id="a longer boundary"),
        pytest.param(TYPE, b"--b\n\nA\n--b--\n", "must be followed by a new line", id="bare line feeds"),
        pytest.param(TYPE, b"--b" + b" " * 17 + b"\r\n\r\nA", "must be followed by a new line", id="much padding"),
        pytest.param(TYPE, b"--b\r\n\r\nA", "the end of a part is missing", id="no end"),
        pytest.param(TYPE, b"--b\r\n\r\nA\r\n--bc\r\n--b--", "must be followed by a new line", id="almost a boundary"),
        pytest.param(TYPE, b"--b\r\n\r\nA\r\n--b--\r\nmore", "must be followed by a new line", id="an epilogue"),
        pytest.param(TYPE, b"--b\r\n\r\nA\r\n" * 4 + b"--b--", "more than two parts", id="four parts"),
        pytest.param(TYPE, b"--b\r\n--b--", "the end of a part is missing", id="a part without a line"),
        pytest.param(TYPE, b"--b\r\nX: y\r\n--b--", "no empty line", id="fields without end"),
        pytest.param(
            TYPE, b"--b\r\nX: " + b"y" * MAX_HEAD + b"\r\n\r\nA\r\n--b--", "a header of more than", id="long fields"
        ),
        pytest.param(
            TYPE,
            b"--b\r\n" + b"".join(b"X%d: y\r\n" % each for each in range(MAX_FIELDS + 1)) + b"\r\nA\r\n--b--",
            "more than 32 header fields",
            id="many fields",
        ),
        pytest.param(TYPE, b"--b\r\nX y\r\n\r\nA\r\n--b--", "cannot be read", id="a field without colon"),
        pytest.param(TYPE, b"--b\r\nX : y\r\n\r\nA\r\n--b--", "cannot be read", id="a blank before the colon"),
        pytest.param(TYPE, b"--b\r\nX: y\r\n z\r\n\r\nA\r\n--b--", "cannot be read", id="a folded field"),
        pytest.param(TYPE, b"--b\r\nX: \0\r\n\r\nA\r\n--b--", "cannot be read", id="a zero in a field"),
        pytest.param(TYPE, b"--b\r\nX: y\r\nx: z\r\n\r\nA\r\n--b--", "occurs twice", id="a field twice"),
        pytest.param(
            TYPE, b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n--b--", "transfer encoding", id="base64"
        ),
    ],
)
def test_other_bodies_are_refused(content_type: str, body: bytes, reason: str) -> None:
    with pytest.raises(MalformedMultipart, match=reason):
        parts(content_type, body)


@given(st.lists(st.sampled_from([b"--b", b"--", b"\r\n", b"\r", b"\n", b"X: y", b":", b" ", b"A", b"\0"]), max_size=30))
def test_no_body_raises_another_error(pieces: list[bytes]) -> None:
    try:
        found = parts(TYPE, b"".join(pieces))
    except MalformedMultipart:
        return
    assert all(b"\r\n--b" not in each.content for each in found)


@given(st.text(max_size=100))
def test_no_content_type_raises_another_error(text: str) -> None:
    with pytest.raises(MalformedMultipart):
        parts(text, b"")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("application/xml", "application/xml"),
        (" Application/XML ; charset=utf-8", "application/xml"),
        ("application/xml charset=utf-8", ""),
        ("application", ""),
        ("application/", ""),
        ("", ""),
    ],
)
def test_media_types_are_read_without_their_parameters(text: str, expected: str) -> None:
    assert media_type(text) == expected
