"""Tests of the mutators: they respect their limits and usually preserve the format."""

import contextlib
from collections.abc import Callable
from random import Random

import pytest
from lxml import etree

from fuzz.keystores import PASSWORD, container, has_hidden_key, opened, safe_of, with_check_sum
from fuzz.messages import message_of, written
from fuzz.mutators.archives import archive_changed, members_of, packed
from fuzz.mutators.der import der_changed, maybe_nodes, tlv
from fuzz.mutators.dice import Dice, scrambling
from fuzz.mutators.papers import paper_changed
from fuzz.mutators.seals import seal_of, signed_again
from fuzz.mutators.texts import tokens_changed
from fuzz.mutators.trees import tree_changed
from fuzz.sender import a_bundle, certificates, contexts
from signature_model import Credentials
from signature_model.pdf.inspection import inspect_pdf
from signature_model.strategies.authority import key
from signature_model.validation.validators import validate_members
from tests.kits.bundles import SEAL
from tests.kits.pdfs import paper

TREE = b"<a x='1'><b>text</b><c><d/></c></a>"
TIMES = 200


def is_tree(content: bytes) -> bool:
    with contextlib.suppress(etree.XMLSyntaxError):
        etree.fromstring(content)
        return True
    return False


def is_paper(content: bytes) -> bool:
    return inspect_pdf(content).is_readable


def in_archive(content: bytes, most: int, dice: Dice) -> bytes:
    return archive_changed(content, most, dice, lambda _: tokens_changed)


@pytest.mark.parametrize(
    ("mutator", "content", "keeps_its_form"),
    [
        pytest.param(tree_changed, TREE, is_tree, id="XML"),
        pytest.param(paper_changed, paper(), is_paper, id="PDF"),
        pytest.param(der_changed, container(), maybe_nodes, id="DER"),
        pytest.param(in_archive, packed([("a.xml", TREE), ("b", b"b")]), members_of, id="zip"),
        pytest.param(tokens_changed, b"a = [1, 2]\n", bool, id="text"),
    ],
)
@pytest.mark.filterwarnings("ignore:Overlapped entries")  # Python 3.14 warns about archives that were changed
def test_most_mutations_keep_their_form_and_all_are_short_enough(
    mutator: Callable[[bytes, int, Dice], bytes], content: bytes, keeps_its_form: Callable[[bytes], object]
) -> None:
    dice = scrambling(Random(1))  # noqa: S311 - the same each time is what is wanted
    most = 2 * len(content)
    mutations = [mutator(content, most, dice) for _ in range(TIMES)]
    assert all(len(each) <= most for each in mutations)
    assert len(set(mutations)) > TIMES // 4
    assert sum(bool(keeps_its_form(each)) for each in mutations) > TIMES // 3


@pytest.mark.parametrize("mutator", [tree_changed, paper_changed, der_changed, in_archive, tokens_changed])
def test_what_has_no_form_is_mutated_all_the_same(mutator: Callable[[bytes, int, Dice], bytes]) -> None:
    dice = scrambling(Random(1))  # noqa: S311 - the same each time is what is wanted
    for content in (b"", b"\0\1\2", b"PK\5\6" + bytes(18)):
        assert {mutator(content, 50, dice) for _ in range(TIMES)} - {content}


def test_a_seal_that_was_changed_is_sound_once_it_is_signed_again() -> None:
    members = {name: content for name, content in members_of(a_bundle()) or () if name != SEAL} | {"note.txt": b"new"}
    seal = seal_of(members).replace(b"2029-06-01T", b"2029-06-02T")
    assert not validate_members(members | {SEAL: seal}).is_valid
    assert validate_members(members | {SEAL: signed_again(seal, members)}, contexts()[-1]).is_valid
    assert signed_again(b"<a/>", members) == b"<a/>"


@pytest.mark.parametrize("rounds", [1, 2, 300])
def test_a_container_opens_with_its_password(rounds: int) -> None:
    found = Credentials.from_pkcs12(container(rounds=rounds), PASSWORD)
    assert found.chain == certificates()
    assert found.certificate.public_key() == key().public_key()


def test_a_container_can_be_taken_apart_and_locked_again() -> None:
    pieces = opened(container())
    assert pieces is not None
    assert not has_hidden_key(pieces[0])
    assert container(pieces=pieces) == container()
    assert with_check_sum(safe_of(container()) or b"") == container()
    assert opened(b"\x30\0") is None
    assert safe_of(b"\x30\0") is None
    assert opened(container(rounds=2)) is None


def test_lengths_are_as_short_as_can_be() -> None:
    for size in (0, 127, 128, 255, 256, 70_000):
        (node,) = maybe_nodes(tlv(4, b"\xff" * size)) or []
        assert node.content == b"\xff" * size
        assert node.encoded() == tlv(4, b"\xff" * size)


def test_a_message_is_read_as_it_was_written() -> None:
    assert message_of(written("200", {"a": "b", "c": ""}, b"x\n\ny")) == ("200", {"a": "b", "c": ""}, b"x\n\ny")
    assert message_of(b"") == ("", {}, b"")
