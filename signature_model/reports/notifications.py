"""What a SARIF log says besides its results: which inputs are undecided, and which layers were not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.reports.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signature_model.reports.results import Result

    Object = dict[str, Any]
    """A JSON object."""

UNDECIDED: Object = {
    "id": "undecided",
    "name": "input-undecided",
    "shortDescription": {"text": "An input could not be judged."},
    "fullDescription": {"text": "An input could not be judged, so that it is neither valid nor invalid."},
    "help": {"text": "See to it that the input is a file that can be read, and judge it again."},
    "defaultConfiguration": {"level": "error"},
}
"""The descriptor of what is said about single inputs."""

MOST_UNDECIDED = 1_000
"""Undecided inputs that are named: they wait in memory for the end of the results. Those after them are counted."""
MOST_LAYERS = 100
"""Layers that are named; there are a dozen, and a part of one for each rule that found too much."""


class Notifications:
    """Gathers them while results pass by, within bounds."""

    def __init__(self) -> None:
        self._undecided: list[Object] = []
        self._unnamed = 0
        self._layers: dict[str, int] = {}

    def add(self, result: Result, locate: Callable[[], Object]) -> None:
        """Take note of a result; where its input is, is asked for only where it matters."""
        if result.verdict is not Verdict.UNDECIDED:
            for layer in dict.fromkeys(each.layer for each in result.report.skipped):
                if layer in self._layers or len(self._layers) < MOST_LAYERS:
                    self._layers[layer] = self._layers.get(layer, 0) + 1
        elif len(self._undecided) < MOST_UNDECIDED:
            why = "; ".join(each.why for each in result.report.skipped)
            self._undecided.append(_error(f"could not be judged: {why}", locations=[locate()]))
        else:
            self._unnamed += 1

    def __iter__(self) -> Iterator[Object]:
        yield from self._undecided
        if self._unnamed:
            yield _error(f"{self._unnamed:,} more inputs could not be judged; the JSON report names them")
        for layer, count in self._layers.items():
            text = f"not judged: {layer} (in {count:,} input{'' if count == 1 else 's'})"
            yield {"level": "note", "message": {"text": literal(text)}}


def literal(text: str) -> str:
    """The text as a message in which nothing is a placeholder (SARIF 2.1.0, 3.11.5) and nothing a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _error(text: str, **more: object) -> Object:
    descriptor = {"id": UNDECIDED["id"], "index": 0}
    return {"level": "error", "message": {"text": literal(text)}, "descriptor": descriptor, **more}
