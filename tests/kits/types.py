"""Values that refuse wrong types."""

from dataclasses import fields, replace
from typing import Any

import pytest


class Wrong:
    """A type that no field has."""


def require_checked_types(value: Any, *others: str) -> None:  # noqa: ANN401 - any dataclass
    """Require that each field except the ``others`` refuses another type, as does each element of a list."""
    for each in fields(value):
        kind = str(each.type).partition(" | ")[0].rpartition(".")[2].removesuffix("Text")
        if not each.init or each.name in others:
            continue
        if str(each.type).startswith(("tuple[", "Sequence[")):
            with pytest.raises(TypeError, match=rf"^each of {each.name} must be \w+, not Wrong"):
                replace(value, **{each.name: [Wrong()]})
        else:
            with pytest.raises(TypeError, match=f"^{each.name} must be ({kind}|str)(,| or )"):
                replace(value, **{each.name: Wrong()})
