"""A context refuses values of a wrong type and times without a zone."""

import pickle
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest

from signature_model.jobs.context import Context, Environment, Sector
from signature_model.xml.schemas import PORTAL_SCHEMA
from tests.kits.certificates import NUMBER, authority
from tests.kits.types import require_checked_types

NOW = datetime(2030, 1, 31, 12, tzinfo=UTC)


class Zoneless(tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> None: ...

    dst = utcoffset

    def tzname(self, _: datetime | None) -> None: ...


def test_a_context_may_be_empty() -> None:
    context = Context()
    assert {context.sector, context.environment, context.now, context.trust_anchors, context.schema} == {None}


def test_a_context_survives_pickling() -> None:
    context = Context(
        sector=Sector.PUBLIC, environment=Environment.TEST, now=NOW, trust_anchors=(), schema=PORTAL_SCHEMA
    )
    assert pickle.loads(pickle.dumps(context)) == context


@pytest.mark.parametrize("zone", [None, Zoneless()])
def test_a_time_without_a_zone_is_refused(zone: tzinfo | None) -> None:
    with pytest.raises(ValueError, match=r"now must have a time zone, like datetime\.now\(UTC\)"):
        Context(now=NOW.replace(tzinfo=zone))


def test_values_of_wrong_types_are_refused() -> None:
    require_checked_types(Context())


def test_trust_anchors_and_packagers_may_be_any_iterable() -> None:
    anchors: Any = iter([authority().root])
    packagers: Any = iter([NUMBER])
    context = Context(trust_anchors=anchors, packagers=packagers)
    assert (context.trust_anchors, context.packagers) == ((authority().root,), (NUMBER,))
    assert hash(context) == hash(Context(trust_anchors=(authority().root,), packagers=(NUMBER,)))
