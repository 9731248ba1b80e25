"""What a SARIF log says besides its results."""

from __future__ import annotations

from signature_model.reports.notifications import MOST_LAYERS, MOST_UNDECIDED, Notifications
from signature_model.reports.results import Result, undecided
from tests.signature_model.reports.generated import a_finding, judged


def texts(*results: Result) -> list[str]:
    notifications = Notifications()
    for each in results:
        notifications.add(each, dict)
    return [each["message"]["text"] for each in notifications]


def test_what_was_not_judged_is_counted_by_layer() -> None:
    assert texts(judged(skipped="trust"), judged(a_finding(), skipped="trust"), judged(skipped="seal"), judged()) == [
        "not judged: trust (in 2 inputs)",
        "not judged: seal (in 1 input)",
    ]


def test_only_so_many_undecided_inputs_are_named() -> None:
    told = texts(*[undecided("a", "is no file")] * (MOST_UNDECIDED + 1_234))

    assert len(told) == MOST_UNDECIDED + 1
    assert told[-1] == "1,234 more inputs could not be judged; the JSON report names them"
    assert len(texts(*[undecided("a", "is no file")] * MOST_UNDECIDED)) == MOST_UNDECIDED


def test_only_so_many_layers_are_named() -> None:
    results = [judged(skipped=str(each)) for each in range(MOST_LAYERS + 1)]
    told = texts(*results, *results)

    assert len(told) == MOST_LAYERS
    assert told[0] == "not judged: 0 (in 2 inputs)"


def test_nothing_in_a_reason_is_a_link_or_a_placeholder() -> None:
    assert texts(undecided("a", "{0} [x](y)")) == ["could not be judged: {{0}} [x] (y)"]
