"""The pictures of the documentation are made here, so that they show the pages as they are.

``make browser`` makes them; they are committed. ``tests/docs`` requires that each is used and described.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageChops

from signature_model import Availability, Context, Document, Lookup, OnBehalfOf, Sector, Signer, validate_bundle
from signature_model.preview.overviews import SignerState, overview_of_job
from signature_model.preview.page import page
from signature_model.reports.html import document
from signature_model.reports.results import Criteria, Result, undecided
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import Site
from signature_transports.pictures import draw
from tests.browser.driver import Browser, Screen
from tests.browser.scene import PORTAL, a_busy_emulator, a_letter
from tests.kits.bundles import changed, with_manifest
from tests.kits.certificates import MOMENT
from tests.kits.jobs import KARI, OLA, a_bundle, a_job, a_pdf
from tests.signature_model.reports.generated import written
from tests.signature_transports.emulator.calls import clock_of

PICTURES: Final = Path(__file__).parents[2] / "docs" / "pages" / "pictures"
WIDTH: Final = 1120
COLOURS: Final = 256
LEAST: Final = 48
"""The difference between two shades of grey that people see, of 255."""


def save(window: Browser, name: str, height: int) -> None:
    """Save the upper part of the page as a small PNG, once all images are there, if it has changed."""
    window.hide_scrollbars(hidden=True)
    window.shows_on(Screen(WIDTH, height))
    window.wait_until("[...document.images].every(each => each.complete)")
    taken, path = Image.open(io.BytesIO(window.screenshot())).convert("RGB"), PICTURES / f"{name}.png"
    window.hide_scrollbars(hidden=False)
    if not path.exists() or is_different(Image.open(path).convert("RGB"), taken):
        taken.quantize(COLOURS).save(path, optimize=True)


def is_different(old: Image.Image, new: Image.Image) -> bool:
    """Whether people would see a difference: the edges of letters vary from run to run."""
    if old.size != new.size:
        return True
    levels = ImageChops.difference(old, new).convert("L").histogram()
    return sum(levels[LEAST:]) > old.width * old.height / 1000


@pytest.mark.parametrize(("colour", "expected"), [((250, 250, 250), False), ((90, 0, 0), True)])
def test_what_is_different(colour: tuple[int, int, int], expected: bool) -> None:  # noqa: FBT001 - a column
    white = Image.new("RGB", (100, 100), "white")
    assert is_different(white, Image.new("RGB", (100, 100), colour)) is expected
    assert is_different(white, Image.new("RGB", (100, 101), "white"))


@pytest.fixture
def site(window: Browser) -> Iterator[str]:
    """The address of the pages of a busy emulator."""
    emulator = a_busy_emulator()
    with Server() as server:
        server.start(Site(emulator, clock_of(emulator)))
        yield server.url
        window.open("about:blank")  # nothing of the page still loads


def test_the_emulator(window: Browser, site: str) -> None:
    window.open(f"{site}/")
    save(window, "emulator", 960)
    window.open(f"{site}/jobs/{PORTAL}")
    save(window, "emulator-job", 1200)


def test_a_job(window: Browser, tmp_path: Path) -> None:
    job = a_job(
        title="Employment contract for Kari Nordmann",
        nonsensitive_title="Employment contract",
        description="Please read both documents, and sign before Friday.",
        availability=Availability(available_for=timedelta(days=10)),
        documents=[
            Document.from_bytes(a_letter(each), title=each) for each in ("Employment contract", "Annex A: duties")
        ],
        signers=[
            Signer.by_national_id(KARI, notify=Lookup(sms=True), order=1),
            Signer.by_email("ola.nordmann@example.com", order=2),
            Signer.by_contact_information(email="eva@example.com", sms="22334455", order=2),
            Signer.by_national_id(OLA, notify=Lookup(), on_behalf_of=OnBehalfOf.SELF, order=3),
        ],
    )
    opened = datetime(2030, 1, 7, 9, tzinfo=UTC)
    overview = overview_of_job(job, Context(now=opened, sector=Sector.PUBLIC))
    states = {0: SignerState(status="SIGNED", since=opened + timedelta(hours=5))}
    states |= dict.fromkeys((1, 2, 3), SignerState(status="WAITING"))
    pictures = [draw(each.content or b"") for each in overview.documents]
    (tmp_path / "job.html").write_text("".join(page(replace(overview, states=states), "contract.asice", pictures)))
    window.open((tmp_path / "job.html").as_uri())
    save(window, "show", 1500)


def results() -> Iterator[Result]:
    """Twenty bundles: valid ones, and some of the most frequent errors."""
    context = Context(now=MOMENT, sector=Sector.PUBLIC)
    mixed = [
        a_bundle(),
        a_bundle(),
        with_manifest(">864000<", ">7862400<"),
        a_bundle(),
        changed(contract=a_pdf() + b"\n"),
        a_bundle(),
        with_manifest("ola@example.com", "ola@example"),
    ]
    for number, content in enumerate(islice(cycle(mixed), 19), 101):
        yield Criteria().result(f"archive/2030-{number}.asice", validate_bundle(content, context))
    yield undecided("archive/2030-120.asice", "it cannot be read: Permission denied")


def test_a_report(window: Browser, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(written(document, [*results()]))
    window.open((tmp_path / "report.html").as_uri())
    save(window, "report", 1100)
