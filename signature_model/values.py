"""What frozen values have in common: they refuse what is not even of the right type, and mask what they show."""

from __future__ import annotations

from dataclasses import fields

from signature_model.identifiers import masked


def require_type(name: str, value: object, kind: type | tuple[type, ...]) -> None:
    """Raise TypeError, naming the field, unless the value is of the kind."""
    if isinstance(value, kind):
        return
    kinds = kind if isinstance(kind, tuple) else (kind,)
    msg = f"{name} must be {' or '.join(each.__name__ for each in kinds)}, not {type(value).__name__}"
    raise TypeError(msg)


def masked_repr(value: object) -> str:
    """The ``repr`` of a dataclass with every national id number masked."""
    shown = [each.name for each in fields(value) if each.repr]  # type: ignore[arg-type]  # every caller is a dataclass
    pairs = (f"{name}={getattr(value, name)!r}" for name in shown)
    return masked(f"{type(value).__name__}({', '.join(pairs)})")
