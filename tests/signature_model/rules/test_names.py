"""Names that are unsafe, and names that some systems treat as equal."""

import pytest

from signature_model import Context
from signature_model.containers.names import MAX_NAME_LENGTH, MemberName
from signature_model.rules import names
from signature_model.rules.registry import Place, rules_in

COLLIDING = "another member's name differs only in case, Unicode form, or dots and spaces at the end"
LONG = "n" * (MAX_NAME_LENGTH - 1)


def problems(*members: MemberName | str) -> list[tuple[str, object, str]]:
    called = [MemberName(name=each) if isinstance(each, str) else each for each in members]
    return [(rule.code, *problem) for rule in rules_in(names) for problem in rule.check(called, Context())]


@pytest.mark.parametrize(
    ("member", "message"),
    [
        pytest.param(MemberName(name="../a.pdf"), "the name leads outside the container", id="elsewhere"),
        pytest.param(
            MemberName(name="bl\\xe5", is_decodable=False), "the name is neither ASCII nor UTF-8", id="not as declared"
        ),
        pytest.param(MemberName(name="a.pdf", irregularity="a symbolic link"), "a symbolic link", id="a link"),
        pytest.param(
            MemberName(name="/a.pdf", irregularity="a symbolic link"), "the name is absolute", id="a link elsewhere"
        ),
    ],
)
def test_an_unsafe_name_is_a_finding_for_its_member(member: MemberName, message: str) -> None:
    [(code, where, found)] = problems("b.pdf", member)
    assert (code, where, found) == ("PSR002", Place(member=member.name), message)


def test_a_name_in_utf_8_without_the_flag_is_one_finding() -> None:
    [(code, where, message)] = problems(MemberName(name="søknad.pdf", is_declared_utf8=False), "b.pdf")
    assert (code, where) == ("PSR017", Place(member="søknad.pdf"))
    assert message == "the name is in UTF-8, but the UTF-8 flag is not set"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a.pdf", "A.pdf", id="case"),
        pytest.param("blåbær.pdf", "BLÅBÆR.pdf", id="case of Norwegian letters"),
        pytest.param("bl\N{LATIN SMALL LETTER A WITH RING ABOVE}", "bla\N{COMBINING RING ABOVE}", id="Unicode form"),
        pytest.param("a", "a. .", id="dots and blanks at the end"),
        pytest.param("a/b", "a. /b", id="dots and blanks at the end of a folder"),
        pytest.param(f"{LONG}x", f"{LONG}X", id="as long as a name may be"),
    ],
)
def test_names_that_some_systems_treat_as_equal_are_a_finding(one: str, other: str) -> None:
    [(code, where, found)] = problems(one, other)
    assert (code, where, found) == ("PSR004", Place(member=other), COLLIDING)


@pytest.mark.parametrize(("file", "below"), [("a", "a/b"), ("a/b", "a/b/c"), ("a", "A/b/c"), ("a", "A/")])
def test_a_file_and_a_folder_with_one_name_are_a_finding(file: str, below: str) -> None:
    [(code, where, found)] = problems(file, below)
    assert (code, where, found) == (
        "PSR004",
        Place(member=below),
        "another member is a file at the place of a folder in this name",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a b", "a/b", id="a blank and a slash"),
        pytest.param("a.pdf", "b/a.pdf", id="in another folder"),
        pytest.param("a", "ab/c", id="the beginning of a folder's name"),
        pytest.param(f"{LONG}xx", f"{LONG}XX", id="longer than a name may be"),
        pytest.param("a", "a", id="the same, which is another fault"),
        pytest.param("a", "a/", id="a file and a folder, which is another fault"),
    ],
)
def test_other_names_are_different(one: str, other: str) -> None:
    assert problems(one, other) == []
