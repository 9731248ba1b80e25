"""Archives are written reproducibly, and other readers can read them."""

import io
import zipfile
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.containers.names import MAX_NAME_LENGTH, maybe_unsafe
from signature_model.containers.reading import MAX_MEMBERS, MAX_TOTAL_SIZE, RATIO_FREE_SIZE, open_container
from signature_model.containers.writing import NewMember, write_container

MOMENT = datetime(2024, 2, 29, 12, 34, 57, tzinfo=UTC)
PDF = NewMember(name="a.pdf", content=b"%PDF-1.7 " * 9, is_stored=True)
XML = NewMember(name="manifest.xml", content=b"<a/>" * 99)
COUNTED = b"".join(b"%d " % number for number in range(1 << 16))


def infos(content: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return file.infolist()


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=9).filter(
    lambda name: maybe_unsafe(name) is None and not name.endswith("/")
)


@given(
    st.lists(
        st.builds(NewMember, name=NAMES, content=st.binary() | st.just(bytes(999)), is_stored=st.booleans()),
        unique_by=lambda member: member.name,
    ),
    st.datetimes(timezones=st.timezones()),
)
def test_a_written_archive_is_read_by_us_and_by_others(members: list[NewMember], modified: datetime) -> None:
    content = write_container(members, modified)
    container = open_container(content)
    assert container.members == {member.name: member.content for member in members}
    assert [entry.name for entry in container.entries] == [member.name for member in members]
    assert (container.unreadable, container.stray, container.disagreements) == ({}, (), ())
    assert [info.filename for info in infos(content)] == [member.name for member in members]


def test_the_same_members_give_the_same_bytes() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=2)))
    assert write_container([PDF, XML], MOMENT) == write_container([PDF, XML], elsewhere)


def test_the_headers_hold_only_names_and_sizes() -> None:
    for info in infos(write_container([PDF, XML], MOMENT)):
        assert info.flag_bits == 0x800
        assert (info.create_system, info.create_version, info.extract_version) == (0, 20, 20)
        assert (info.external_attr, info.internal_attr, info.extra, info.comment) == (0, 0, b"", b"")
        assert info.volume == 0
        assert info.date_time == (2024, 2, 29, 12, 34, 56)


@pytest.mark.parametrize(
    ("member", "method"),
    [
        pytest.param(PDF, zipfile.ZIP_STORED, id="stored because told so"),
        pytest.param(XML, zipfile.ZIP_DEFLATED, id="deflated"),
        pytest.param(NewMember(name="x", content=b"x"), zipfile.ZIP_STORED, id="stored because it would grow"),
        pytest.param(
            NewMember(name="x", content=b"aaaaa"), zipfile.ZIP_STORED, id="stored because it would not shrink"
        ),
        pytest.param(NewMember(name="x", content=b""), zipfile.ZIP_STORED, id="stored because there is nothing"),
        pytest.param(NewMember(name="x", content=bytes(RATIO_FREE_SIZE)), zipfile.ZIP_DEFLATED, id="deflated well"),
        pytest.param(
            NewMember(name="x", content=bytes(RATIO_FREE_SIZE + 1)), zipfile.ZIP_STORED, id="stored, or it were a bomb"
        ),
        pytest.param(
            NewMember(name="x", content=COUNTED + bytes(RATIO_FREE_SIZE)),
            zipfile.ZIP_DEFLATED,
            id="deflated, as it is large and no bomb",
        ),
    ],
)
def test_a_member_is_deflated_if_that_makes_it_smaller(member: NewMember, method: int) -> None:
    content = write_container([member], MOMENT)
    assert [info.compress_type for info in infos(content)] == [method]
    assert open_container(content).members == {member.name: member.content}


def test_deflate_uses_its_fastest_level() -> None:
    deflater = zlib.compressobj(zlib.Z_BEST_SPEED, wbits=-15)
    assert deflater.compress(COUNTED) + deflater.flush() in write_container(
        [NewMember(name="x", content=COUNTED)], MOMENT
    )


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        pytest.param(datetime(1969, 7, 20, tzinfo=UTC), (1980, 1, 1, 0, 0, 0), id="too early"),
        pytest.param(datetime(2200, 1, 1, tzinfo=UTC), (2107, 12, 31, 23, 59, 58), id="too late"),
        pytest.param(
            datetime(2024, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), (2023, 12, 31, 23, 30, 0), id="in UTC"
        ),
    ],
)
def test_the_moment_is_written_as_a_dos_time_in_utc(moment: datetime, written: tuple[int, ...]) -> None:
    assert infos(write_container([PDF], moment))[0].date_time == written


@pytest.mark.usefixtures("far_east")
def test_the_time_zone_of_the_machine_has_no_effect() -> None:
    assert infos(write_container([PDF], MOMENT))[0].date_time == (2024, 2, 29, 12, 34, 56)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^modified must have a time zone"):
        write_container([PDF], MOMENT.replace(tzinfo=None))


NAMES_REFUSED = [
    pytest.param([PDF, PDF], "is not unique: 'a.pdf'", id="twice"),
    pytest.param([NewMember(name="../x", content=b"")], "leads outside the container: '../x'", id="unsafe"),
    pytest.param(
        [NewMember(name="x/", content=b"")], "ends with a slash, like the name of a folder: 'x/'", id="a folder"
    ),
    pytest.param(
        [NewMember(name="x" * (MAX_NAME_LENGTH + 1), content=b"")], "is longer than 1024 characters: ", id="long"
    ),
]


@pytest.mark.parametrize(("members", "words"), NAMES_REFUSED)
def test_a_name_that_readers_refuse_is_refused(members: list[NewMember], words: str) -> None:
    with pytest.raises(ValueError, match="the name of a member") as caught:
        write_container(members, MOMENT)
    assert str(caught.value).startswith(f"the name of a member {words}")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        pytest.param([NewMember(name="\ud800", content=b"")], "surrogates", id="no Unicode"),
        pytest.param([NewMember(name=str(n), content=b"") for n in range(MAX_MEMBERS + 1)], "more than", id="many"),
        pytest.param([NewMember(name="x", content=bytes(MAX_TOTAL_SIZE + 1))], "more than", id="large"),
    ],
)
def test_more_than_readers_accept_is_refused(members: list[NewMember], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        write_container(members, MOMENT)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param([NewMember(name="x" * MAX_NAME_LENGTH, content=b"")], id="a long name"),
        pytest.param([NewMember(name=str(n), content=b"") for n in range(MAX_MEMBERS)], id="many"),
        pytest.param([NewMember(name="x", content=bytes(MAX_TOTAL_SIZE), is_stored=True)], id="large"),
    ],
)
def test_as_much_as_readers_accept_is_written(members: list[NewMember]) -> None:
    assert open_container(write_container(members, MOMENT)).members == {each.name: each.content for each in members}
