"""The parts that only manifests of the portal flow have: signers with notifications and an order, and the availability.

``reading`` and ``writing`` read and write the parts that both flows have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.jobs.portal import Availability
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.manifests.elements import UNKNOWN_NUMBER, all_of, parts_of
from signature_model.xml.building import add, child, put
from signature_model.xml.lexical import (
    holds_seconds,
    holds_time,
    maybe_seconds,
    maybe_time,
    maybe_whole,
    seconds_text,
    time_text,
    whole_text,
)
from signature_model.xml.trees import maybe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml import etree

    from signature_model.manifests.elements import ValueReader


def read_signers(manifest: Mapping[str, etree._Element], values: ValueReader) -> list[Signer]:
    """Return the signers of a manifest by its parts."""
    return [_signer(each, values) for each in all_of(manifest.get("signers"), "signer")]


def _signer(element: etree._Element, values: ValueReader) -> Signer:
    parts = parts_of(element)
    number = maybe_text(parts.get("personal-identification-number"))
    if number is None and "identified-by-contact-information" not in parts:
        number = UNKNOWN_NUMBER
    order = element.get("order")
    return Signer(
        personal_identification_number=number,
        notify=_notify(parts),
        signature_type=values.choice(SignatureType, parts.get("signature-type")),
        on_behalf_of=values.choice(OnBehalfOf, parts.get("on-behalf-of")),
        order=None if order is None else maybe_whole(order),
    )


def _notify(parts: Mapping[str, etree._Element]) -> Lookup | Notifications | None:
    inside = parts_of(parts.get("notifications"))
    name = "notifications-using-lookup"
    lookup = parts[name] if name in parts else inside.get(name)
    if lookup is not None:
        return Lookup(sms="sms" in parts_of(lookup))
    email, sms = inside.get("email"), inside.get("sms")
    if email is None and sms is None:
        return None
    return Notifications(
        email=None if email is None else email.get("address"), sms=None if sms is None else sms.get("number")
    )


def read_availability(element: etree._Element | None, values: ValueReader) -> Availability | None:
    """Return the availability that an element states; None if there is no element."""
    if element is None:
        return None
    parts = parts_of(element)
    return Availability(
        activation_time=values.value(maybe_time, parts.get("activation-time"), holds=holds_time),
        available_for=values.value(maybe_seconds, parts.get("available-seconds"), holds=holds_seconds),
    )


def write_signers(manifest: etree._Element, signers: Iterable[Signer]) -> None:
    """Append the signers to a manifest. Raises UnwritableText, as all writing functions here do."""
    element = child(manifest, "signers")
    for signer in signers:
        _write_signer(child(element, "signer"), signer)


def _write_signer(element: etree._Element, signer: Signer) -> None:
    put(element, "order", None if signer.order is None else whole_text(signer.order))
    if signer.personal_identification_number is None:
        child(element, "identified-by-contact-information")
    else:
        add(element, "personal-identification-number", signer.personal_identification_number)
    add(element, "signature-type", signer.signature_type)
    if isinstance(signer.notify, Lookup):
        _write_lookup(child(element, "notifications-using-lookup"), signer.notify)
    elif signer.notify is not None:
        _write_notifications(child(element, "notifications"), signer.notify)
    add(element, "on-behalf-of", signer.on_behalf_of)


def _write_lookup(element: etree._Element, lookup: Lookup) -> None:
    child(element, "email")
    if lookup.sms:
        child(element, "sms")


def _write_notifications(element: etree._Element, notifications: Notifications) -> None:
    if notifications.email is not None:
        put(child(element, "email"), "address", notifications.email)
    if notifications.sms is not None:
        put(child(element, "sms"), "number", notifications.sms)


def write_availability(manifest: etree._Element, availability: Availability | None) -> None:
    """Append the availability to a manifest, unless it is None."""
    if availability is None:
        return
    element = child(manifest, "availability")
    activation, available = availability.activation_time, availability.available_for
    add(element, "activation-time", None if activation is None else time_text(activation))
    add(element, "available-seconds", None if available is None else seconds_text(available))
