"""Writes the pages about the rules, ``docs/pages/rules``, from the rules and their examples, ``docs/examples/rules``.

Run it when a rule or an example has changed: ``python docs/make_rules.py``. Each example is a TOML file; what its
entries mean is said in ``tests/docs/rule_examples``, which puts the examples to the proof.
"""

from __future__ import annotations

import tomllib
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from signature_model.findings import RULES_VERSION, Severity
from signature_model.reports.rules import NEEDS, without_tags
from signature_model.rules import catalogue
from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.registry import SOURCES
from signature_model.rules.sources import ADDRESSES, in_full

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from signature_model.rules.registry import Rule

    Example = Mapping[str, Any]

DOCS: Final = Path(__file__).parent
EXAMPLES: Final = DOCS / "examples" / "rules"
PAGES: Final = DOCS / "pages" / "rules"

HUNDREDS: Final = {
    "PSR0": "the container",
    "PSR1": "the manifest",
    "PSR2": "documents",
    "PSR3": "signers, and who may do what",
    "PSR4": "time",
    "PSR5": "the seal",
    "PSR6": "privacy and presentation",
}
SUBJECTS: Final = {
    "the archive": catalogue.CONTAINER_RULES,
    "the files' names": catalogue.NAME_RULES,
    "the files": catalogue.MEMBER_RULES,
    "the manifest": catalogue.MANIFEST_RULES,
    "the job request": catalogue.REQUEST_RULES,
    "the job": catalogue.JOB_RULES,
    "the documents": catalogue.PDF_RULES,
    "the signature file": catalogue.SIGNATURE_FILE_RULES,
    "the seal": catalogue.SEAL_RULES,
    "the certificate": catalogue.CERTIFICATE_RULES,
}
"""What rules look at, in the order in which it is looked at."""
SEVERITIES: Final = {
    Severity.ERROR: "the service, or a standard, refuses it",
    Severity.WARNING: "it will probably hurt",
    Severity.NOTE: "advice",
}
_UNHINTED: Final = {
    Severity.ERROR: "what the message says",
    Severity.WARNING: "what the message says",
    Severity.NOTE: "nothing, if it is meant so",
}
SHOWN: Final = {
    "certificates": ("text", "Of the certificates in the seal"),
    "command": ("console", "In a shell"),
    "manifest": ("xml", "In `manifest.xml`"),
    "members": ("text", "In the archive, one after the other"),
    "python": ("python", "In Python"),
    "request": ("xml", "In the job request"),
    "seal": ("xml", "In `META-INF/signatures.xml`"),
    "start of the manifest": ("xml", "At the start of `manifest.xml`"),
}
"""Of each kind of example, the language it is in, and where one would see it."""


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    told = {f"{code}.md": page(rule, _example(code)) for code, rule in CATALOGUE.items()}
    return {"index.md": index(CATALOGUE.values())} | told


def index(rules: Iterable[Rule[Any]]) -> str:
    """The page with all rules, a table for each hundred of codes."""
    listed = list(rules)
    tables = (
        _table(f"{key}: {title}", [each for each in listed if each.code.startswith(key)])
        for key, title in HUNDREDS.items()
    )
    return _PREFACE + "".join(tables)


def page(rule: Rule[Any], example: Example) -> str:
    """The page of one rule."""
    return "\n\n".join([f"# {_title(rule)}", rule.explanation, _facts(rule), *_shown(rule, example)]) + "\n"


_PREFACE: Final = f"""\
# Rules

One fact that can be checked without the service is one rule, and has one code, which means the same for ever. This is
version {RULES_VERSION} of the catalogue.

An **error** is refused by the service or by a standard, a **warning** will probably hurt, a **note** is advice. Some
rules are judged only with something that nobody can read out of a bundle, such as the sender's sector; where it was not
given, the report says that they were skipped. What merely follows from a fault is not reported again.

`validate-bundle --explain PSR401` prints a rule, `--rules` all of them; `--select` and `--ignore` take codes, or what
codes begin with. Each page has a bad and a good example, which the tests of the project judge.
"""


def _table(title: str, rules: list[Rule[Any]]) -> str:
    rows = [
        f"| [{each.code}]({each.code}.md) | {each.name} | {each.severity} | {_subject(each)} | {_summary(each)} |"
        for each in rules
    ]
    head = ["| code | name | severity | looks at | what |", "|---|---|---|---|---|"]
    return "\n".join([f"\n## {title}\n", *head, *rows]) + "\n"


def _facts(rule: Rule[Any]) -> str:
    facts = {
        "Severity": f"{rule.severity}: {SEVERITIES[rule.severity]}",
        "Looks at": _subject(rule),
        "Judged": _when(rule),
        "What to do": without_tags(rule.hint or _UNHINTED[rule.severity]),
        "Source": _linked(rule.source),
    }
    first, *others = (f"| {name} | {told} |" for name, told in facts.items())
    return "\n".join([first, "|---|---|", *others])


def _when(rule: Rule[Any]) -> str:
    if rule.need is None:
        return "always"
    words, option = NEEDS[rule.need]
    return f"only with {words} (`{option}`, in Python `Context.{rule.need}`)"


def _shown(rule: Rule[Any], example: Example) -> Iterator[str]:
    """The bad and the good example, and what is related."""
    language, place = SHOWN[example["shown"]]
    yield "## Bad example"
    if "note" in example:
        yield example["note"]
    yield f"{place}{_given(example)}:"
    yield _block(language, example["bad"], other=example["good"])
    yield "What is found:"
    yield _block("text", f"{rule.code} {rule.severity} {rule.name}: {example['says']}\n")
    for code in example.get("follows", ()):
        yield f"From this follows {_link(code)}, which is found as well."
    yield "## Good example"
    yield _block(language, example["good"], other=example["bad"])
    yield "## See also"
    yield "\n".join(f"- {_link(code)}: {_summary(CATALOGUE[code])}" for code in example["see_also"])
    yield "[All rules](index.md)"


def _given(example: Example) -> str:
    """What is known beside the example."""
    given, told = example.get("given", {}), ""
    if "sector" in given:
        told += f", for a {given['sector']} sender"
    if "now" in given:
        told += f", judged at {given['now']}"
    if "declares" in example:
        told += f", where the manifest declares {' and '.join(f'`{each}`' for each in example['declares'])}"
    return told + (" (… is what stands there anyway)" if "…" in example["bad"] + example["good"] else "")


def _example(code: str) -> Example:
    return tomllib.loads((EXAMPLES / f"{code}.toml").read_text(encoding="utf-8"))


def _block(language: str, text: str, *, other: str | None = None) -> str:
    """A block of code; lines that another one does not have are marked."""
    marked = "" if other is None else _marked(text.splitlines(), other.splitlines())
    return f"```{language}{marked}\n{text}```"


def _marked(lines: list[str], other: list[str]) -> str:
    same = {
        at
        for first, _, size in SequenceMatcher(a=lines, b=other).get_matching_blocks()
        for at in range(first, first + size)
    }
    own = [str(number) for number in range(1, len(lines) + 1) if number - 1 not in same]
    return f' hl_lines="{" ".join(own)}"' if own and same else ""


def _title(rule: Rule[Any]) -> str:
    return f"{rule.code} {rule.name}"


def _link(code: str) -> str:
    return f"[{_title(CATALOGUE[code])}]({code}.md)"


def _summary(rule: Rule[Any]) -> str:
    return rule.explanation.partition("\n")[0]


def _subject(rule: Rule[Any]) -> str:
    return next(subject for subject, rules in SUBJECTS.items() if rule in rules)


def _linked(source: str) -> str:
    """The source in full, with the addresses of what is public."""
    names = source.split(", ") if all(each in SOURCES for each in source.split(", ")) else [source]
    return "; ".join(_anchor(in_full(each), ADDRESSES.get(each.partition(" ")[0])) for each in names)


def _anchor(text: str, address: str | None) -> str:
    return text if address is None else f"[{text}]({address})"


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for stale in PAGES.glob("*.md"):
        stale.unlink()
    for name, content in pages().items():
        (PAGES / name).write_text(content, encoding="utf-8")
