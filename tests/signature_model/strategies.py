"""Hypothesis strategies: jobs that the schema accepts, and the many ways of writing one manifest."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from signature_model.jobs import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    PortalJob,
    Sender,
)
from signature_model.manifests.writing import manifest_element
from signature_model.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.xml.trees import MANIFEST, children, local_name

if TYPE_CHECKING:
    from random import Random

    from lxml import etree

    Draw = Any

CHARACTERS = st.one_of(
    st.sampled_from("\t\n\r <>&\"'æ\N{NO-BREAK SPACE}\N{PILE OF POO}]"),
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
)
"""What XML 1.0 can hold, the awkward ones more often."""

LONGEST = timedelta.max // timedelta(seconds=1)
QUARTER = 0.25


def texts(least: int = 0, most: int = 30) -> st.SearchStrategy[str]:
    """Texts that XML can hold."""
    return st.text(CHARACTERS, min_size=least, max_size=most)


def digits(number: int) -> st.SearchStrategy[str]:
    """So many ASCII digits."""
    return st.text("0123456789", min_size=number, max_size=number)


def moments() -> st.SearchStrategy[datetime]:
    """Moments as XML Schema can write them: naive, or at most 14 hours from UTC."""
    zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.one_of(st.none(), zones))  # noqa: DTZ001 - bounds


def notifications() -> st.SearchStrategy[Notifications]:
    """Contact information with at least one address."""
    address = texts()
    return st.one_of(
        st.builds(Notifications, email=address),
        st.builds(Notifications, sms=address),
        st.builds(Notifications, email=address, sms=address),
    )


def signers() -> st.SearchStrategy[Signer]:
    """Signers in every form that the schema knows."""
    return st.builds(
        Signer,
        personal_identification_number=st.none() | digits(11),
        notify=st.builds(Lookup, sms=st.booleans()) | notifications(),
        signature_type=st.none() | st.sampled_from(SignatureType),
        on_behalf_of=st.none() | st.sampled_from(OnBehalfOf),
        order=st.none() | st.integers(0, 9),
    )


def documents() -> st.SearchStrategy[Document]:
    """Documents without their content."""
    return st.builds(Document, title=texts(1), href=texts(4), mime=texts(1))


def availabilities() -> st.SearchStrategy[Availability]:
    """Availabilities, the empty one included."""
    seconds = st.integers(0, LONGEST).map(lambda number: timedelta(seconds=number))
    return st.builds(Availability, activation_time=st.none() | moments(), available_for=st.none() | seconds)


@st.composite
def jobs(draw: Draw) -> PortalJob:
    """Jobs that the schema accepts, with what a manifest tells and nothing else."""
    is_deprecated = draw(st.booleans())
    listed = draw(st.lists(documents(), min_size=1, max_size=1 if is_deprecated else 4))
    return PortalJob(
        title=listed[0].title if is_deprecated else draw(texts(1)),
        nonsensitive_title=draw(st.none() | texts(1)),
        description=draw(st.none() | texts()),
        documents=listed,
        signers=draw(st.lists(signers(), min_size=1, max_size=4)),
        sender=Sender(draw(digits(9))),
        availability=draw(st.none() | availabilities()),
        required_authentication=draw(st.none() | st.sampled_from(AuthenticationLevel)),
        identifier_in_signed_documents=draw(st.none() | st.sampled_from(IdentifierInSignedDocuments)),
        deprecated_single_document=is_deprecated,
    )


@st.composite
def manifests(draw: Draw) -> bytes:
    """Valid manifests as others may write them: any prefix, comments and instructions anywhere, other numerals."""
    root = manifest_element(draw(jobs()))
    random = draw(st.randoms(use_true_random=False))
    prefix = draw(st.sampled_from(["", "ns4:", "p:", "signing-1:"]))
    namespace = f' xmlns{":" if prefix else ""}{prefix.rstrip(":")}="{MANIFEST}"'
    return _written(root, prefix, random, namespace).encode()


def _written(element: etree._Element, prefix: str, random: Random, namespace: str = "") -> str:
    name = prefix + local_name(element)
    attributes = "".join(f" {key}={quoteattr(_as_numeral(key, value, random))}" for key, value in element.items())
    inside = [_written(child, prefix, random) for child in children(element)]
    content = random.choice(["", "\n  "]).join(["", *inside, ""]) if inside else _text(element, random)
    return f"{_noise(random) if namespace else ''}<{name}{namespace}{attributes}>{content}</{name}>{_noise(random)}"


def _text(element: etree._Element, random: Random) -> str:
    text = _as_numeral(local_name(element), element.text or "", random)
    cut = random.randint(0, len(text))
    return f"{_escaped(text[:cut], random)}{_noise(random)}{_escaped(text[cut:], random)}"


def _escaped(text: str, random: Random) -> str:
    if text and not {"\r", "]"} & set(text) and random.random() < QUARTER:
        return f"<![CDATA[{text}]]>"
    return escape(text, {"\r": "&#13;"})


def _as_numeral(name: str, value: str, random: Random) -> str:
    """One of the ways of writing a number or a moment: XML Schema takes blanks, and for numbers a sign and zeros."""
    if name == "activation-time":
        return random.choice(["", " ", "\n"]) + value + random.choice(["", "\t"])
    return random.choice(["", " ", "\n+", "00"]) + value if name in {"order", "available-seconds"} else value


def _noise(random: Random) -> str:
    return random.choice(["<!-- noise -->", "<?noise here?>"]) if random.random() < QUARTER else ""
