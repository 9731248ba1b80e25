"""PSR5xx, part two: the files that the signature covers, and how it covers them. Facts: the sealed bundle."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from signature_model.containers import names as member_names
from signature_model.containers import references
from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.jobs.context import Context
    from signature_model.seals.contents import DataObjectFormat
    from signature_model.seals.verification import CheckedFile, SealedBundle


@rule("PSR503", Severity.ERROR, source="XAdES", hint="seal the bundle after the last change")
def digest_mismatch(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The sealed files and properties must not change after sealing.

    The seal has a digest of every file and of its own signed properties. A digest that differs means that the file was
    changed, replaced or re-encoded after sealing, or that the digest was changed.
    """
    for file in bundle.verification.files:
        if file.intact is False:
            yield Place(member=file.member or ""), "changed after sealing: the digest differs"
    if bundle.verification.properties_intact is False and bundle.properties is not None:
        yield bundle.properties.where, "the signed properties changed after sealing: the digest differs"


@rule("PSR506", Severity.ERROR, source="package 8.2", hint="add all files before you seal the bundle")
def member_not_sealed(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The seal must cover every file outside `META-INF/`.

    Anyone could have added a file that the seal does not cover. The seal need not cover a `mimetype` file.
    """
    sealed = {file.member for file in bundle.verification.files}
    for name in bundle.files.names:
        if name not in sealed and name not in bundle.files.doubtful and not _needs_no_cover(name):
            yield Place(member=name), "the seal does not cover this file"


def _needs_no_cover(name: str) -> bool:
    return name == member_names.MIMETYPE or name.startswith(member_names.META_INF)


@rule("PSR507", Severity.ERROR, source="package 6.2.3", hint="refer only to files of the bundle, by their names")
def foreign_reference(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The seal must refer to files of the bundle only.

    The service cannot check references to addresses outside the bundle or to missing files.
    """
    nowhere = [file.reference for file in bundle.verification.files if file.member is None]
    missing = bundle.files_known_to_be_missing if nowhere else ()
    for reference in nowhere:
        uri = reference.uri or ""
        if not any(name in missing for name in references.readings(uri)):
            yield reference.where, f"{quoted(uri)} is not a file of the bundle"


@rule("PSR508", Severity.ERROR, source="package 6.2.4", hint="remove the transforms, and seal the unchanged files")
def reference_transform(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """Files must be sealed unchanged, without transforms.

    A transform decides which part of a file is sealed, so it could leave out content.
    """
    for file in bundle.verification.files:
        if file.reference.transforms:
            yield (
                f"{file.reference.where}/Transforms",
                f"the reference to {quoted(file.reference.uri or '')} has a transform",
            )


@rule("PSR516", Severity.WARNING, source="package 6.3.3", hint="write one DataObjectFormat for each file")
def data_object_format(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """There should be one `DataObjectFormat` for each file, with its `MimeType` and nothing else.

    It states the media type of the sealed file. The media type should be the one in the manifest, and `application/xml`
    for the manifest itself.
    """
    if bundle.properties is None or bundle.verification.properties_intact is False:
        return
    media_types, left = bundle.media_types(), _by_reference(bundle.properties.formats)
    for each in bundle.properties.formats:
        if each.others or each.mime is None:
            yield each.where, f"contains {', '.join(each.others) or 'nothing'}; only MimeType is expected"
    for file in bundle.verification.files:
        about = left.pop(f"#{file.reference.id}", []) if file.reference.id else []
        if file.member is not None:
            yield from _ill_described(file, about, media_types.get(file.member))
    for each in chain.from_iterable(left.values()):
        yield each.where, f"refers to {quoted(each.object_reference)}, which is not the reference of a file"


@rule("PSR519", Severity.WARNING, source="package 6.2.3", hint="write one reference for each file")
def member_sealed_twice(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """Each file should have one reference in the seal.

    A second reference to the same file adds nothing, and verifiers treat it differently.
    """
    members = [file.member for file in bundle.verification.files if file.member is not None]
    if len(set(members)) == len(members):
        return
    for name, count in Counter(members).items():
        if count > 1:
            yield Place(member=name), f"{count} references of the seal cover this file"


def _by_reference(formats: Sequence[DataObjectFormat]) -> dict[str, list[DataObjectFormat]]:
    found: dict[str, list[DataObjectFormat]] = {}
    for each in formats:
        found.setdefault(each.object_reference, []).append(each)
    return found


def _ill_described(file: CheckedFile, about: list[DataObjectFormat], expected: str | None) -> Iterator[Problem]:
    if len(about) != 1:
        found = f"{len(about) or 'no'} DataObjectFormat elements for {quoted(file.member or '')}"
        yield file.reference.where, f"{found}; exactly one is expected"
    elif None not in (expected, about[0].mime) and about[0].mime != expected:
        yield about[0].where, f"the media type is {quoted(about[0].mime or '')}, not {expected!r}"
