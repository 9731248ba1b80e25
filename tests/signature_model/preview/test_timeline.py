"""Tests of the timeline: where lanes, notifications and the axis are, and what people hear who do not see it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from signature_model.jobs.moments import EARLIEST_TIME, LATEST_TIME
from signature_model.preview.notifications import Channel, notices
from signature_model.preview.timeline import GroupState, Lane, timeline_figure

START = datetime(2030, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def lane(opens: datetime = START, days: float = 10) -> Lane:
    return Lane(label="Group 1", about="2 signers", opens=opens, closes=opens + days * DAY)


def drawn(*lanes: Lane, now: datetime | None = None, is_dated: bool = True) -> html.HtmlElement:
    return html.fragment_fromstring(timeline_figure(lanes, now=now, is_dated=is_dated))


def test_lanes_have_their_places() -> None:
    later = replace(lane(START + 10 * DAY), earliest=START, state=GroupState.OPEN)
    tree = drawn(lane(), later)
    assert [(each.get("class"), each.get("x"), each.get("width")) for each in tree.xpath("//rect")] == [
        ("bar planned", "0.00%", "50.00%"),
        ("bar open", "50.00%", "50.00%"),
    ]
    (wait,) = tree.xpath("//*[@class='lane']/line[@class='wait']")
    assert (wait.get("x1"), wait.get("x2")) == ("0.00%", "50.00%")
    assert [each.text_content() for each in tree.findall("figcaption/span")] == ["can open earlier"]


def test_notifications_are_shown_once() -> None:
    sent = notices(START, 10 * DAY, [*Channel])
    tree = drawn(replace(lane(), notices=(*sent, *sent)))
    assert [(each.get("class"), each.get("cx")) for each in tree.xpath("//*[@class='lane']/circle")] == [
        ("mail", "0.00%"),
        ("mail reminder", "50.00%"),
    ]
    assert tree.findtext(".//*[@class='sms reminder']/title") == "reminder by SMS, Wed 9 January 2030 13:00 CET"
    assert [each.text_content() for each in tree.findall("figcaption/span")] == [
        "e-mail",
        "reminder by e-mail",
        "reminder by SMS",
    ]


@pytest.mark.parametrize(("now", "count"), [(START + DAY, 1), (START - DAY, 0), (None, 0)])
def test_the_present_is_marked_if_it_is_there(now: datetime | None, count: int) -> None:
    tree = drawn(lane(), now=now)
    assert len(tree.xpath("//*[@class='lane']/line[@class='now']")) == count
    assert len(tree.xpath("figcaption/span[contains(., 'now')]")) == count


@pytest.mark.parametrize(
    ("days", "names"),
    [
        pytest.param(0.1, ["13:00", "14:00", "15:00"], id="hours"),
        pytest.param(10, ["3 Jan", "5 Jan", "7 Jan", "9 Jan", "11 Jan"], id="days"),
        pytest.param(100, ["31 Jan", "2 Mar", "1 Apr"], id="months"),
        pytest.param(800, ["Jun 2030", "Dec 2030", "Jun 2031", "Dec 2031"], id="years"),
        pytest.param(30_000, [], id="too long for an axis"),
    ],
)
def test_the_axis(days: float, names: list[str]) -> None:
    assert [each.text for each in drawn(lane(days=days)).xpath("//text")] == names


def test_an_axis_without_dates() -> None:
    tree = drawn(lane(days=10), is_dated=False)
    assert [each.text for each in tree.xpath("//text")] == [f"day {each}" for each in range(0, 11, 2)]
    assert [each.get("text-anchor") for each in tree.xpath("//text")] == ["start", *["middle"] * 4, "end"]


@pytest.mark.parametrize(
    "extreme",
    [
        lane(days=0),
        replace(lane(), opens=EARLIEST_TIME, closes=LATEST_TIME),
        lane(EARLIEST_TIME, 10),
        lane(LATEST_TIME - DAY, 0.5),
        lane(LATEST_TIME - DAY, 1),
    ],
)
@pytest.mark.parametrize("is_dated", [True, False])
def test_extreme_times(extreme: Lane, is_dated: bool) -> None:  # noqa: FBT001 - a parameter
    assert len(drawn(extreme, now=extreme.opens, is_dated=is_dated).find_class("lane")) == 1


def test_hostile_names_do_nothing() -> None:
    tree = drawn(replace(lane(), label="<script>", about='"><img src=x onerror=alert(1)>'))
    assert not tree.xpath("//script | //img")
    assert tree.findtext("div/p/b") == "<script>"


def test_signatures_are_shown() -> None:
    tree = drawn(replace(lane(), signed=(START + DAY, START + 5 * DAY)), now=START)
    marks = tree.xpath("//*[@class='lane']/*[@class='signed']")
    assert [each.get("x") for each in marks] == ["10.00%", "50.00%"]
    assert tree.xpath("//*[@class='lane']/@aria-label")[0].endswith(", 2 signatures")
    assert [each.text_content() for each in tree.xpath("figcaption/span")] == ["signed", "now"]
