"""PSR009 to PSR014 and PSR206: which files a bundle must have, and which it may have. Subject: the bundle's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.containers import names as member_names
from signature_model.containers import references
from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules import places
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.containers.contents import BundleContents
    from signature_model.jobs.context import Context


@rule("PSR009", Severity.ERROR, source="package", hint="add the manifest at the top level of the bundle")
def manifest_missing(files: BundleContents, _: Context) -> Iterator[Problem]:
    """A bundle must hold `manifest.xml`, at the top level and spelled so.

    It describes the job; without it there is nothing to create.
    """
    if member_names.MANIFEST not in files.names:
        yield Place(member=member_names.MANIFEST), _missing(member_names.MANIFEST, files)


@rule("PSR010", Severity.ERROR, source="package", hint="seal the bundle with the enterprise certificate")
def signatures_missing(files: BundleContents, _: Context) -> Iterator[Problem]:
    """A bundle must hold its seal in `META-INF/signatures.xml`, spelled so.

    The service accepts only what an enterprise certificate has sealed.
    """
    if member_names.SEAL not in files.names:
        yield Place(member=member_names.SEAL), _missing(member_names.SEAL, files)


def _missing(name: str, files: BundleContents) -> str:
    """Say that a file is missing, and where it lies if it is in a folder or spelled otherwise."""
    elsewhere = next((each for each in files.names if each.casefold().endswith(name.casefold())), None)
    return f"there is no `{name}`" + ("" if elsewhere is None else f", but there is {quoted(elsewhere)}")


@rule("PSR011", Severity.ERROR, source="package 8.3.1", hint="leave one: `META-INF/signatures.xml`")
def several_signature_files(files: BundleContents, _: Context) -> Iterator[Problem]:
    """There must be one signature file only.

    ASiC allows several `META-INF/*signature*` files; the document-package profile does not.
    """
    found = [name for name in files.names if _is_signature_file(name)]
    for name in found if len(found) > 1 else ():
        if name != member_names.SEAL:
            yield Place(member=name), "another signature file beside `META-INF/signatures.xml`"


def _is_signature_file(name: str) -> bool:
    folder, _, rest = name.rpartition("/")
    return folder.rstrip("/") == "META-INF" and "signature" in rest.lower()


@rule("PSR012", Severity.ERROR, source="package 8.3.2", hint="take it out; the manifest stands at the top level")
def asic_manifest_present(files: BundleContents, _: Context) -> Iterator[Problem]:
    """There must be no `META-INF/manifest.xml`.

    Other ASiC profiles list the container's files there; this one forbids it.
    """
    if member_names.ASIC_MANIFEST in files.names:
        yield Place(member=member_names.ASIC_MANIFEST), "`META-INF/manifest.xml` must not be there"


@rule("PSR013", Severity.ERROR, source="package 8.2", hint="declare it as a document in the manifest, or take it out")
def undeclared_member(files: BundleContents, _: Context) -> Iterator[Problem]:
    """Every file outside `META-INF/` must be the manifest or a document that the manifest declares.

    What nobody declared, nobody is shown, and nobody signs. A `mimetype` file is allowed.
    """
    hrefs = [] if files.job is None else [document.href for document in files.job.documents]
    if not hrefs or not all(hrefs):  # then the schema refuses the manifest, and it cannot be told what it declares
        return
    declared = {files.member_of(href or "") for href in hrefs}
    for name in files.names:
        if not member_names.is_reserved(name) and name not in declared and name not in files.doubtful:
            yield Place(member=name), "declared nowhere in the manifest"


@rule("PSR014", Severity.ERROR, source="package", hint="add the file, or correct the `href`")
def document_missing(files: BundleContents, _: Context) -> Iterator[Problem]:
    """Every document that the manifest declares must be in the bundle.

    The `href` is compared with the names of the files as it stands, percent-decoded and form-decoded, since official
    clients write all three.
    """
    if files.job is None:
        return
    for where, document in places.documents(files.job):
        href = document.href
        if href and not references.means_reserved(href) and files.member_of(href) is None:
            what = (
                f"{quoted(href)} names a folder"
                if href.endswith("/")
                else f"there is no file {quoted(href)} in the bundle"
            )
            yield f"{where}/@href", what


@rule("PSR206", Severity.ERROR, source="package", hint="give each document a file of its own")
def duplicate_href(files: BundleContents, _: Context) -> Iterator[Problem]:
    """Two documents must not name the same file.

    The same content under two titles needs two files as well. Before anything is written, one name must not be
    another's percent-encoded form either: so the seal refers to it.
    """
    if files.job is None:
        return
    hrefs = [(where, document.href or "") for where, document in places.documents(files.job)]
    as_uris = {references.as_uri(href): href for _, href in hrefs} if files.are_planned else {}
    seen: set[str] = set()
    for where, href in hrefs:
        member = files.member_of(href) or href
        if member in seen:
            yield f"{where}/@href", f"{quoted(href)} is named by another document before"
        elif as_uris.get(href, href) != href:
            what = f"{quoted(href)} is, percent-encoded, the name {quoted(as_uris[href])} of another document"
            yield f"{where}/@href", what
        if href:
            seen.add(member)
