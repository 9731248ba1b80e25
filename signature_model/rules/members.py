"""PSR009 to PSR014 and PSR206: the files that a bundle must have and may have. Facts: the bundle's files."""

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


@rule("PSR009", Severity.ERROR, source="package", hint="add the manifest to the top level of the bundle")
def manifest_missing(files: BundleContents, _: Context) -> Iterator[Problem]:
    """A bundle must have a `manifest.xml` at the top level, with exactly this name.

    The manifest describes the job that the service creates.
    """
    if member_names.MANIFEST not in files.names:
        yield Place(member=member_names.MANIFEST), _missing(member_names.MANIFEST, files)


@rule("PSR010", Severity.ERROR, source="package", hint="seal the bundle with the enterprise certificate")
def signatures_missing(files: BundleContents, _: Context) -> Iterator[Problem]:
    """A bundle must have its seal in `META-INF/signatures.xml`, with exactly this name.

    The service accepts only bundles that are sealed with an enterprise certificate.
    """
    if member_names.SEAL not in files.names:
        yield Place(member=member_names.SEAL), _missing(member_names.SEAL, files)


def _missing(name: str, files: BundleContents) -> str:
    """Say that a file is missing. Name a similar file in another folder or with another spelling, if there is one."""
    elsewhere = next((each for each in files.names if f"/{each}".casefold().endswith(f"/{name}".casefold())), None)
    return f"`{name}` is missing" + ("" if elsewhere is None else f"; there is {quoted(elsewhere)}")


@rule("PSR011", Severity.ERROR, source="package 8.3.1", hint="keep only `META-INF/signatures.xml`")
def several_signature_files(files: BundleContents, _: Context) -> Iterator[Problem]:
    """A bundle must have only one signature file.

    ASiC allows several `META-INF/*signature*` files; the service's profile does not.
    """
    found = [name for name in files.names if _is_signature_file(name)]
    for name in found if len(found) > 1 else ():
        if name != member_names.SEAL:
            yield Place(member=name), "a signature file in addition to `META-INF/signatures.xml`"


def _is_signature_file(name: str) -> bool:
    folder, _, rest = name.rpartition("/")
    return folder.rstrip("/") == "META-INF" and "signature" in rest.lower()


@rule("PSR012", Severity.ERROR, source="package 8.3.2", hint="remove it; the manifest of a bundle is at the top level")
def asic_manifest_present(files: BundleContents, _: Context) -> Iterator[Problem]:
    """A bundle must not have a `META-INF/manifest.xml`.

    Other ASiC profiles list the container's files there; the service's profile forbids it.
    """
    if member_names.ASIC_MANIFEST in files.names:
        yield Place(member=member_names.ASIC_MANIFEST), "`META-INF/manifest.xml` is not allowed"


@rule("PSR013", Severity.ERROR, source="package 8.2", hint="declare it as a document in the manifest, or remove it")
def undeclared_member(files: BundleContents, _: Context) -> Iterator[Problem]:
    """Every file outside `META-INF/` must be the manifest or a document that the manifest declares.

    The service does not show an undeclared file to the signers, so they do not sign it. A `mimetype` file is allowed.
    """
    hrefs = [] if files.job is None else [document.href for document in files.job.documents]
    if not hrefs or not all(hrefs):  # the schema refuses such a manifest, and what it declares is unknown
        return
    declared = {files.member_of(href or "") for href in hrefs}
    for name in files.names:
        if not member_names.is_reserved(name) and name not in declared and name not in files.doubtful:
            yield Place(member=name), "the manifest does not declare this file"


@rule("PSR014", Severity.ERROR, source="package", hint="add the file, or correct the `href`")
def document_missing(files: BundleContents, _: Context) -> Iterator[Problem]:
    """Every document that the manifest declares must be in the bundle.

    An `href` matches the name of a file unchanged, percent-decoded or form-decoded, because official clients write all
    three. If a file has a name in an unknown encoding, it may be a document whose name is not ASCII.
    """
    if files.job is None:
        return
    for where, document in places.documents(files.job):
        href = document.href
        if href and not references.is_reserved_reference(href) and _is_missing(href, files):
            what = f"{quoted(href)} names a folder" if href.endswith("/") else f"the bundle has no file {quoted(href)}"
            yield f"{where}/@href", what


def _is_missing(href: str, files: BundleContents) -> bool:
    may_be_undecodable = files.undecodable and any(not name.isascii() for name in references.readings(href))
    return not may_be_undecodable and files.member_of(href) is None


@rule("PSR206", Severity.ERROR, source="package", hint="give each document its own file")
def duplicate_href(files: BundleContents, _: Context) -> Iterator[Problem]:
    """Two documents must not name the same file.

    The same content with two titles needs two files. In a job that is not packed yet, a name must not be the
    percent-encoded form of another name either, because the seal refers to files by that form.
    """
    if files.job is None:
        return
    hrefs = [(where, document.href or "") for where, document in places.documents(files.job)]
    as_uris = {references.as_uri(href): href for _, href in hrefs} if files.are_planned else {}
    seen: set[str] = set()
    for where, href in hrefs:
        member = files.member_of(href) or href
        if member in seen:
            yield f"{where}/@href", f"an earlier document already names {quoted(href)}"
        elif as_uris.get(href, href) != href:
            what = f"{quoted(href)} is the percent-encoded name of another document, {quoted(as_uris[href])}"
            yield f"{where}/@href", what
        if href:
            seen.add(member)
