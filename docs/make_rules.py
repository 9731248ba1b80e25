"""Writes the pages in ``docs/pages/rules`` from the rules and from the examples in ``docs/examples/rules``.

Run ``python docs/make_rules.py`` when a rule or an example has changed. Each example is a TOML file; the tests in
``tests/docs/rule_examples`` explain its entries and check it.
"""

from __future__ import annotations

import tomllib
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from signature_model.findings import RULES_VERSION, Severity
from signature_model.reports.rules import without_tags
from signature_model.rules import catalogue
from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.sources import SOURCES, in_full, maybe_address
from signature_model.signed.report import RULES_VERSION as SIGNED_RULES_VERSION
from signature_model.signed.rules import catalogue as signed

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
    "PSR3": "signers and permitted features",
    "PSR4": "availability",
    "PSR5": "the seal",
    "PSR6": "privacy and presentation",
    "PSR7": "the direct flow",
}
SUBJECTS: Final = {
    "the archive": (*catalogue.ARCHIVE_RULES, *catalogue.CONTAINER_RULES),
    "the files' names": catalogue.NAME_RULES,
    "the files": catalogue.MEMBER_RULES,
    "the manifest": catalogue.MANIFEST_RULES,
    "the job request": sum(catalogue.REQUEST_RULES.values(), ()),
    "the job": sum(catalogue.JOB_RULES.values(), ()),
    "the documents": catalogue.PDF_RULES,
    "the signature file": catalogue.SIGNATURE_FILE_RULES,
    "the seal": catalogue.SEAL_RULES,
    "the certificate": catalogue.CERTIFICATE_RULES,
    "the file": (*signed.FORM_RULES, *signed.REVISION_RULES, *signed.SEAL_RULES),
    "the signatures": (
        *signed.CRYPTOGRAPHY_RULES,
        *signed.ENVIRONMENT_RULES,
        *signed.TIME_RULES,
        *signed.CERTIFICATE_RULES,
        *signed.YEAR_RULES,
        *signed.LOSS_RULES,
    ),
    "the signed documents": (*signed.DOCUMENT_RULES, *signed.ATTACHMENT_RULES, *signed.FRONT_PAGE_RULES),
    "the evidence package": signed.PACKAGE_RULES,
    "the signers": (*signed.SIGNER_RULES, *signed.STATUS_RULES),
}
"""The subjects of the rules, in the order of validation."""
SEVERITIES: Final = {
    Severity.ERROR: "the service or a standard refuses it",
    Severity.WARNING: "it will probably cause problems",
    Severity.NOTE: "advice",
}
SIGNED_LAYERS: Final = {
    "Form": range(801, 805),
    "Cryptography": range(805, 813),
    "Documents": range(813, 820),
    "Signers": range(820, 830),
    "Time": range(830, 840),
    "Certificates": range(840, 850),
    "Years": range(850, 860),
}
"""The layers of validation of signed documents, with the numbers of their rules."""
SIGNED_SEVERITIES: Final = {
    Severity.ERROR: "the document is broken, or is not what was ordered",
    Severity.WARNING: "the document is valid, but its proof is weaker than it looks",
    Severity.NOTE: "worth knowing",
}
SHOWN: Final = {
    "certificates": ("text", "The certificates in the seal"),
    "command": ("console", "In a shell"),
    "manifest": ("xml", "In `manifest.xml`"),
    "members": ("text", "The members of the archive, in this order"),
    "python": ("python", "In Python"),
    "request": ("xml", "In the job request"),
    "seal": ("xml", "In `META-INF/signatures.xml`"),
    "start of the manifest": ("xml", "At the start of `manifest.xml`"),
}
"""For each kind of example, its language and a description of the place."""


def pages() -> dict[str, str]:
    """Return the text of every page by file name."""
    written = {f"{code}.md": page(rule, _example(code)) for code, rule in CATALOGUE.items()}
    about_signed = {f"{code}.md": signed_page(rule) for code, rule in signed.CATALOGUE.items()}
    return {"index.md": index(CATALOGUE.values()), "signed.md": signed_index()} | written | about_signed


def index(rules: Iterable[Rule[Any]]) -> str:
    """Return the page with all rules, in one table for each hundred codes."""
    listed = list(rules)
    tables = (
        _table(f"{key}: {title}", [each for each in listed if each.code.startswith(key)])
        for key, title in HUNDREDS.items()
    )
    return _PREFACE + "".join(tables)


def signed_index() -> str:
    """Return the page with the rules about signed documents."""
    rules = list(signed.CATALOGUE.values())
    tables = (
        _table(title, [each for each in rules if int(each.code[3:]) in codes]) for title, codes in SIGNED_LAYERS.items()
    )
    return _SIGNED_PREFACE + "".join(tables)


def signed_page(rule: Rule[Any]) -> str:
    """Return the page of a rule about signed documents. Such a document cannot be shown as an example."""
    facts = _facts(rule).replace(SEVERITIES[rule.severity], SIGNED_SEVERITIES[rule.severity])
    return "\n\n".join([f"# {_title(rule)}", rule.explanation, facts, "[All rules](signed.md)"]) + "\n"


def page(rule: Rule[Any], example: Example) -> str:
    """Return the page of one rule."""
    return "\n\n".join([f"# {_title(rule)}", rule.explanation, _facts(rule), *_shown(rule, example)]) + "\n"


_PREFACE: Final = f"""\
# Rules

A rule is one requirement that can be checked without the service. Each rule has one code, which never changes its
meaning. This is version {RULES_VERSION} of the catalogue.

| severity | meaning |
|---|---|
| error | the service or a standard refuses the bundle |
| warning | the job will probably cause problems |
| note | advice |

Some rules need information that is not in the bundle, such as the sender's sector. If you do not provide it, the report
names the rules as skipped. If one error causes others, only the first is reported. Signed documents have
[rules of their own](signed.md).

`validate-bundle --explain PSR401` prints a rule, and `--rules` lists all rules. `--select` and `--ignore` take codes or
the first characters of codes. Each page has a bad and a good example, which the test suite checks.
"""


_SIGNED_PREFACE: Final = f"""\
# Rules about signed documents

`validate-signed` applies these rules to the signed documents that come back from the service. They have a separate
catalogue. The rules about a bundle say whether the service will accept it; these rules say whether a signed document is
proof. This is version {SIGNED_RULES_VERSION} of the catalogue.

| severity | meaning |
|---|---|
| error | the document is broken, or is not what was ordered: it is invalid |
| warning | the document is valid, but its proof is weaker than it looks |
| note | worth knowing |

If one error causes others, only the first is reported. `validate-signed --explain PSR809` prints a rule, and `--rules`
lists all rules.
"""


def _table(title: str, rules: list[Rule[Any]]) -> str:
    rows = [
        f"| [{each.code}]({each.code}.md) | {each.name} | {each.severity} | {_subject(each)} | {_summary(each)} |"
        for each in rules
    ]
    head = ["| code | name | severity | checks | rule |", "|---|---|---|---|---|"]
    return "\n".join([f"\n## {title}\n", *head, *rows]) + "\n"


def _facts(rule: Rule[Any]) -> str:
    facts = {
        "Severity": f"{rule.severity}: {SEVERITIES[rule.severity]}",
        "Checks": _subject(rule),
        "Applies": _when(rule),
        "What to do": without_tags(rule.hint),
        "Source": _linked(rule.source),
    }
    first, *others = (f"| {name} | {value} |" for name, value in facts.items())
    return "\n".join([first, "|---|---|", *others])


def _when(rule: Rule[Any]) -> str:
    if rule.need is None:
        return "always"
    return f"only if you give {rule.need.words} (`{rule.need.option}`, in Python `Context.{rule.need}`)"


def _shown(rule: Rule[Any], example: Example) -> Iterator[str]:
    """Return the bad example, the good example and the links to related rules."""
    language, place = SHOWN[example["shown"]]
    yield "## Bad example"
    if "note" in example:
        yield example["note"]
    yield f"{place}{_given(example)}:"
    yield _block(language, example["bad"], other=example["good"])
    yield "Result:"
    yield _block("text", f"{rule.code} {rule.severity} {rule.name}: {example['says']}\n")
    for code in example.get("follows", ()):
        yield f"This error also causes {_link(code)}."
    yield "## Good example"
    yield _block(language, example["good"], other=example["bad"])
    yield "## See also"
    yield "\n".join(f"- {_link(code)}: {_summary(CATALOGUE[code])}" for code in example["see_also"])
    yield "[All rules](index.md)"


def _given(example: Example) -> str:
    """Return the context in which the example is validated."""
    given, text = example.get("given", {}), ""
    if "flow" in example:
        text += f", in the {example['flow']} flow"
    if "environment" in given and example["shown"] == "request":
        text += f", for {given['environment']}"
    if "sector" in given:
        text += f", for a {given['sector']} sender"
    if "now" in given:
        text += f", at {given['now']}"
    if "declares" in example:
        text += f", if the manifest declares {' and '.join(f'`{each}`' for each in example['declares'])}"
    return text + (" (… stands for unchanged text)" if "…" in example["bad"] + example["good"] else "")


def _example(code: str) -> Example:
    return tomllib.loads((EXAMPLES / f"{code}.toml").read_text(encoding="utf-8"))


def _block(language: str, text: str, *, other: str | None = None) -> str:
    """Return a code block that highlights the lines that ``other`` does not contain."""
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
    """Return the full source, with links to public documents."""
    names = source.split(", ") if all(each in SOURCES for each in source.split(", ")) else [source]
    return "; ".join(_anchor(in_full(each), maybe_address(each)) for each in names)


def _anchor(text: str, address: str | None) -> str:
    return text if address is None else f"[{text}]({address})"


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for stale in PAGES.glob("*.md"):
        stale.unlink()
    for name, content in pages().items():
        (PAGES / name).write_text(content, encoding="utf-8")
