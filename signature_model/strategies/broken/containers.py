"""Broken containers: errors in the archive and in the list of its files."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.containers.names import ASIC_MANIFEST, MANIFEST, MIMETYPE, SEAL
from signature_model.strategies.broken.archives import TRUTH, FalseFields, archive
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.sealing import packed, parts_of, sealed
from signature_model.strategies.pdf_files import pdf_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.portal import PortalJob

_IRREGULAR: Final = (0o120777, 0o040755, 0o060644, 0o010644)
_UNSAFE: Final = (
    b"META-INF/../a",
    b"META-INF/a\\b",
    b"META-INF/a\0b",
    b"META-INF//a",
    b"META-INF/\xff",
    b"META-INF/\x91",
    b"META-INF/./a",
)
_COLLIDING: Final = (
    (b"META-INF/a", b"META-INF/A"),
    (b"META-INF/a", b"META-INF/a."),
    (b"META-INF/a", b"META-INF/a/b"),
    (b"META-INF/\xc3\xa5", b"META-INF/a\xcc\x8a"),
)
_STREAMED: Final = FalseFields(both={"flags": 0x0808}, behind=b"PK\x07\x08" + bytes(12))
_SIGNATURES: Final = ("META-INF/signatures2.xml", "META-INF/SIGNATURE.p7s", "META-INF/asicsignature.xml")
_ASIC_E: Final = b"application/vnd.etsi.asic-e+zip"
_BOMB: Final = 17 << 20
_TOO_MANY: Final = 101
_METHODS: Final = (1, 6, 9, 12, 14, 93, 95, 98, 99)


def _with_false_fields(*false_fields: FalseFields) -> Breaker[bytes]:
    """A bundle in which one file has one of the false header fields."""

    def change(draw: DrawFn, job: PortalJob) -> bytes:
        files = sealed(parts_of(job))
        name = picked(draw, sorted(files))
        return packed(files, {name: picked(draw, false_fields)})

    return Breaker(change=change)


def _with_entries(job: PortalJob, *names: bytes, false_fields: FalseFields = TRUTH) -> bytes:
    """Return the bundle with additional empty files of these names."""
    members = [(name.encode(), content, TRUTH) for name, content in sealed(parts_of(job)).items()]
    return archive([*members, *((name, b"", false_fields) for name in names)])


def _adding(*files: Mapping[str, bytes]) -> Breaker[bytes]:
    """A bundle with additional files at its end."""
    return Breaker(change=lambda draw, job: packed({**sealed(parts_of(job)), **picked(draw, files)}))


def _not_a_zip(draw: DrawFn, job: PortalJob) -> bytes:
    sound = packed(sealed(parts_of(job)))
    cut = sound[: draw(st.integers(0, len(sound) - 1))]
    return picked(draw, (cut, b"", pdf_file(), b64encode(sound), draw(st.binary(max_size=50))))


def _unsafe(draw: DrawFn, job: PortalJob) -> bytes:
    if draw(st.booleans()):
        return _with_entries(job, picked(draw, _UNSAFE))
    return _with_entries(job, b"META-INF/a", false_fields=FalseFields(mode=picked(draw, _IRREGULAR)))


def _doubled(draw: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    again = picked(draw, sorted(files))
    members = [(name.encode(), each, TRUTH) for name, each in files.items()]
    twin = picked(draw, ((again, files[again]), (again, b"another"), (f"{again}/", b"")))
    return archive([*members, (twin[0].encode(), twin[1], TRUTH)])


def _beyond_limits(draw: DrawFn, job: PortalJob) -> bytes:
    if draw(st.booleans()):
        return _with_entries(job, *(f"META-INF/{number}".encode() for number in range(_TOO_MANY)))
    files = sealed(parts_of(job))
    size = picked(draw, (_BOMB, 4 * _BOMB, 2**32 - 2))
    return packed(files, {picked(draw, sorted(files)): FalseFields(both={"size": size})})


def _inconsistent(draw: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    name = picked(draw, sorted(files))
    false_fields = (
        FalseFields(local={"size": len(files[name]) + 1}),
        FalseFields(local={"crc": 0}),
        FalseFields(local={"method": 12}),
        FalseFields(local={"flags": 0x0801}),
        FalseFields(name=b"borte.pdf"),
        FalseFields(before=b"hidden"),
        FalseFields(extra=b"\x55\x54\x09\x00"),
        FalseFields(comment=b"PK\x05\x06"),
        FalseFields(comment=b"\xe5"),
    )
    return packed(files, {name: picked(draw, false_fields)})


def _without(draw: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    documents = [name for name in files if name not in {MANIFEST, SEAL}]
    missing = picked(draw, documents)
    return packed({name: content for name, content in files.items() if name != missing})


def _lacking(missing: str) -> Breaker[bytes]:
    def change(_: DrawFn, job: PortalJob) -> bytes:
        return packed({name: content for name, content in sealed(parts_of(job)).items() if name != missing})

    return Breaker(change=change)


def _undeclared(draw: DrawFn, job: PortalJob) -> bytes:
    parts = parts_of(job)
    name = picked(draw, ("mer.pdf", "Thumbs.db", "mappe/mer.pdf", ".DS_Store"))
    more = replace(
        parts, contents={**parts.contents, name: pdf_file()}, types={**parts.types, name: "application/octet-stream"}
    )
    return packed(sealed(more))


def _mistyped(draw: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    misplaced = {**files, MIMETYPE: _ASIC_E}
    wrong = picked(draw, (b"", _ASIC_E + b"\n", b"application/zip", b"application/vnd.etsi.asic-s+zip"))
    return packed(picked(draw, (misplaced, {MIMETYPE: wrong, **files})))


CONTAINER_BREAKERS: Final[Mapping[str, Breaker[bytes]]] = {
    "PSR001": Breaker(change=_not_a_zip),
    "PSR002": Breaker(change=_unsafe),
    "PSR003": Breaker(change=_doubled),
    "PSR004": Breaker(change=lambda draw, job: _with_entries(job, *picked(draw, _COLLIDING))),
    "PSR005": _with_false_fields(
        FalseFields(both={"flags": 0x0801}), FalseFields(both={"flags": 0x0841}), FalseFields(both={"flags": 0x2801})
    ),
    "PSR006": Breaker(change=_beyond_limits),
    "PSR007": Breaker(change=_inconsistent),
    "PSR008": _with_false_fields(*(FalseFields(both={"method": method}) for method in _METHODS)),
    "PSR009": _lacking(MANIFEST),
    "PSR010": _lacking(SEAL),
    "PSR011": _adding(*({name: b""} for name in _SIGNATURES)),
    "PSR012": _adding({ASIC_MANIFEST: b""}),
    "PSR013": Breaker(change=_undeclared),
    "PSR014": Breaker(change=_without),
    "PSR015": Breaker(change=_mistyped),
    "PSR016": _with_false_fields(FalseFields(both={"crc": 1}), FalseFields(both={"size": 7})),
    "PSR017": Breaker(
        change=lambda _draw, job: _with_entries(job, "META-INF/å".encode(), false_fields=FalseFields(both={"flags": 0}))
    ),
    "PSR018": Breaker(change=lambda _draw, job: _with_entries(job, b"META-INF/a", false_fields=_STREAMED)),
}
"""By code, the breaker that makes a bundle with this error."""
