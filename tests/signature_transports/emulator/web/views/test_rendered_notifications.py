"""Tests of notifications as the signer gets them."""

import pytest

from signature_model import Availability, Lookup, Signer
from signature_transports.emulator.web.views.rendered_notifications import RenderedNotification, rendered
from tests.kits.jobs import DAY, KARI
from tests.signature_transports.emulator.calls import an_emulator, create, job_of


def notifications(title: str | None, signer: Signer | None = None) -> list[RenderedNotification]:
    """Return the notifications of a job that is open for ten days."""
    emulator = an_emulator()
    who = signer or Signer.by_contact_information(email="a@example.com", sms="+4799999999")
    create(
        emulator,
        job_of(who, title="Secret", nonsensitive_title=title, availability=Availability(available_for=10 * DAY)),
    )
    return [rendered(each) for each in emulator.timeline(1).notifications]


def test_an_email_and_a_reminder_and_a_text_message() -> None:
    first, reminder, sms = notifications("Leie")

    assert (first.to, first.subject) == ("a@example.com", "«Leie» er klart til signering")
    assert first.paragraphs[1:] == (
        "Organisasjon 984 661 185 har sendt deg dokumentet «Leie» til signering.",
        "Fristen er 11. januar 2030 kl. 13.00.",
    )
    assert reminder.subject == "Påminnelse: «Leie» venter på signaturen din"
    assert reminder.paragraphs[1] == "Du har fortsatt ikke signert dokumentet «Leie» fra organisasjon 984 661 185."
    assert (sms.to, sms.is_email) == ("+4799999999", False)
    assert sms.paragraphs[0].startswith("«Leie» fra organisasjon 984 661 185 venter fortsatt på signaturen din. Frist:")


@pytest.mark.parametrize("place", range(3))
def test_without_a_non_sensitive_title_the_text_is_generic(place: int) -> None:
    found = notifications(None)[place]

    assert "okument" in f"{found.subject}{found.paragraphs}"
    assert "Secret" not in f"{found.subject}{found.paragraphs}"


def test_an_address_that_is_looked_up_is_not_known() -> None:
    kari = Signer.by_national_id(KARI, notify=Lookup())

    assert {each.to for each in notifications("Leie", kari)} == {"address from the contact register"}


def test_the_first_text_message_of_a_short_job() -> None:
    first = notifications("Leie", Signer.by_mobile("+4799999999"))[0]

    assert first.paragraphs[0].startswith("«Leie» fra organisasjon 984 661 185 venter på signaturen din.")
