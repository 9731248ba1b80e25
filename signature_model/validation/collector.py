"""Apply rules, and collect their findings and the layers that could not be checked."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from signature_model.findings import Finding, Report, Skipped
from signature_model.jobs.identifiers import without_ids
from signature_model.masking import excerpt
from signature_model.rules.registry import Graded, Place
from signature_model.xml.trees import element_at, start_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml import etree

    from signature_model.jobs.context import Context
    from signature_model.rules.registry import Need, Problem, Rule, Where
    from signature_model.xml.positions import Positions

    Location = tuple[str | None, str | None, int | None, int | None]
    """Member, place inside it, line, column."""

MAX_FINDINGS = 100
"""The maximum number of findings of one rule. Users would not read more, and each needs a search for its place."""
MAX_LENGTH = 1_000
"""The maximum length of a message or a place, which may quote text from the document."""


class Collector:
    """Applies rules in a context and collects the report."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._findings: list[Finding] = []
        self._skipped: list[Skipped] = []
        self._unmet: dict[Need, None] = {}

    def apply(self, rules: Iterable[Rule[Any]], facts: object, subject: Subject) -> None:
        """Apply every rule to the facts.

        A rule that needs information that the context does not have is noted as skipped.
        """
        for rule in rules:
            if rule.need is not None and getattr(self.context, rule.need) is None:
                self._unmet[rule.need] = None
                continue
            problems = rule.check(facts, self.context)
            first = next(problems, None)
            if first is not None:
                self._add(rule, subject, [first, *islice(problems, MAX_FINDINGS)])

    def _add(self, rule: Rule[Any], subject: Subject, problems: Sequence[Problem]) -> None:
        if len(problems) > MAX_FINDINGS:
            self.skip(f"the rest of {rule.code}", f"there are more than {MAX_FINDINGS} findings")
        self._findings += [_finding(rule, subject, *each) for each in problems[:MAX_FINDINGS]]

    def skip(self, layer: str, why: str) -> None:
        """Note that a layer, or a part of one, was not checked."""
        skipped = Skipped(layer=layer, why=_shown(why))
        if skipped not in self._skipped[-MAX_FINDINGS:] and len(self._skipped) < MAX_FINDINGS:
            self._skipped.append(skipped)

    def report(self) -> Report:
        """Return everything that was collected so far."""
        unmet = (Skipped(layer=need.layer, why=need.reason) for need in self._unmet)
        return Report(findings=tuple(self._findings), skipped=(*self._skipped, *unmet))


class Subject(NamedTuple):
    """The document that rules are applied to, for naming places in it.

    ``member`` is its file name in the bundle, ``root`` the name of its root element. ``tree`` is given if elements have
    lines, and ``positions`` if they have columns too. Without any of these the subject is the bundle itself.
    """

    member: str | None = None
    root: str | None = None
    tree: etree._Element | None = None
    positions: Positions | None = None

    def locate(self, where: Where) -> Location:
        """Return the file, the absolute path, the line and the column of the place that a rule names."""
        if isinstance(where, Place):
            return where.member or self.member, None, where.line, None
        path = None if self.root is None else f"/{self.root}/{where}".rstrip("/")
        return self.member, path, *self._position(where)

    def snippet(self, where: Where) -> str | None:
        """Return the beginning of the element that a rule names; None for the root and for places outside XML."""
        if self.tree is None or isinstance(where, Place) or not where:
            return None
        return start_of(element_at(self.tree, where))

    def _position(self, where: str) -> tuple[int | None, int | None]:
        if self.tree is None:
            return None, None
        element = element_at(self.tree, where)
        position = None if self.positions is None else self.positions.maybe_of(element)
        return position or (element.sourceline, None)


def _finding(rule: Rule[Any], subject: Subject, at: Where, message: str) -> Finding:
    member, where, line, column = subject.locate(at)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=message.severity if isinstance(message, Graded) else rule.severity,
        message=_shown(message),
        hint=rule.hint,
        member=None if member is None else without_ids(member),
        where=None if where is None else _shown(where),
        line=line,
        column=column,
        snippet=subject.snippet(at),
    )


def _shown(text: str) -> str:
    return excerpt(text, MAX_LENGTH)
