"""Tests of the locations of inputs."""

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from signature_model.reports.locations import member_inside, path_of, uri_of
from tests.signature_model.reports.generated import a_finding, validated

POSIX = PurePosixPath("/srv/here")
WINDOWS = PureWindowsPath(r"C:\work\here")


@pytest.mark.parametrize(
    ("source", "folder", "path"),
    [
        pytest.param("a/b", POSIX, "a/b", id="below the folder"),
        pytest.param("/srv/here/a", POSIX, "a", id="absolute"),
        pytest.param(".", POSIX, ".", id="the folder itself"),
        pytest.param("a/../../here/./b", POSIX, "b", id="there and back"),
        pytest.param("../../../../a", POSIX, "/a", id="above the root"),
        pytest.param("../hereafter/a", POSIX, "/srv/hereafter/a", id="a folder called alike"),
        pytest.param(r"a\b", POSIX, r"a\b", id="a backslash is a letter"),
        pytest.param(r"a\..\b", WINDOWS, "b", id="there and back on Windows"),
        pytest.param(r"\b", WINDOWS, r"C:\b", id="the same drive"),
        pytest.param("../a", None, "../a", id="upwards from nowhere"),
        pytest.param("a/../../../b", None, "../../b", id="twice upwards from nowhere"),
        pytest.param("/../a", None, "/a", id="above the root from nowhere"),
    ],
)
def test_a_path_below_the_folder_is_relative(source: str, folder: PurePath | None, path: str) -> None:
    assert str(path_of(validated(source=source), None, folder)) == path


def test_a_folder_may_contain_dots() -> None:
    assert str(path_of(validated(source="/srv/a"), None, PurePosixPath("/srv/here/.."))) == "a"


@pytest.mark.parametrize(
    ("is_folder", "member", "path", "inside"),
    [
        (True, "META-INF/x", "a/META-INF/x", None),
        (True, None, "a", None),
        (False, "META-INF/x", "a", "META-INF/x"),
        (False, None, "a", None),
    ],
)
def test_the_members_of_an_unpacked_bundle_are_files(
    member: str | None, path: str, inside: str | None, *, is_folder: bool
) -> None:
    result, finding = validated(source="a", is_folder=is_folder), a_finding(member=member)

    assert str(path_of(result, finding, POSIX)) == path
    assert member_inside(result, finding) == inside


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param(PurePosixPath("a b/c:d"), "a%20b/c%3Ad", id="relative"),
        pytest.param(PurePosixPath("/a"), "file:///a", id="absolute"),
        pytest.param(PurePosixPath("/"), "file:///", id="the root"),
        pytest.param(PurePosixPath("//a/b"), "file:///a/b", id="two slashes"),
        pytest.param(PurePosixPath("a\udcffø"), "a%FF%C3%B8", id="no UTF-8"),
        pytest.param(PurePosixPath("a\ud800"), "a%ED%A0%80", id="half a letter of UTF-16"),
        pytest.param(PurePosixPath("\x00\n"), "%00%0A", id="control characters"),
        pytest.param(PureWindowsPath(r"a\b"), "a/b", id="relative on Windows"),
        pytest.param(PureWindowsPath(r"C:\a b"), "file:///C:/a%20b", id="a drive"),
        pytest.param(PureWindowsPath("C:\\"), "file:///C:/", id="the root of a drive"),
        pytest.param(PureWindowsPath(r"\\host\share\a b"), "file://host/share/a%20b", id="a host"),
    ],
)
def test_a_path_becomes_a_uri(path: PurePath, uri: str) -> None:
    assert uri_of(path) == uri
