"""PSR1xx: the manifest as XML. Subject: an examined manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnwritableText
from signature_model.findings import Severity
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.errors import UnreadableInput
    from signature_model.jobs.context import Context
    from signature_model.manifests.inspection import InspectedManifest


@rule("PSR101", Severity.ERROR, source="xsd", hint="see what wrote the file, or whether it was cut or re-encoded")
def malformed_xml(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must be well-formed XML in UTF-8.

    Nothing more can be said about a manifest that cannot be read.
    """
    if isinstance(manifest.refusal, UnwritableText):
        yield manifest.refusal.where, manifest.refusal.message
    yield from _refused(manifest, MalformedXml)


@rule("PSR102", Severity.ERROR, source="security")
def forbidden_xml(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must have no document type declaration, and stay within honest limits of size and depth.

    Declarations and entities are the tools of attacks on XML readers; no manifest needs them. The largest honest
    manifest is below 64 KiB and five levels deep; a mebibyte and 32 levels are read.
    """
    yield from _refused(manifest, ForbiddenXml)


@rule("PSR103", Severity.ERROR, source="xsd")
def schema_violation(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must be valid by `portal.xsd`.

    The service refuses anything else with SCHEMA_VALIDATION_ERROR. There is one finding for each fault, with its place.
    """
    for fault in manifest.faults:
        if fault.where not in manifest.lookups_inside_notifications:
            yield fault.where, fault.message


@rule(
    "PSR104",
    Severity.ERROR,
    source="xsd",
    hint="write `portal-signature-job-manifest` in the namespace http://signering.posten.no/schema/v1",
)
def other_document(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must be that of a portal job.

    Manifests of the direct flow and job requests look alike, but belong elsewhere: the job request is sent beside the
    bundle, and the direct flow has an address of its own.
    """
    yield from _refused(manifest, OtherDocument)


@rule("PSR105", Severity.WARNING, source="xsd", hint="put `title` in the manifest itself, then `documents`")
def deprecated_single_document(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The form with a single `document` in place of `documents` is deprecated.

    It is still accepted. The present form has the title, non-sensitive title and description of the job in the
    manifest itself, and a title for each document in `documents`.
    """
    if manifest.job is not None and manifest.job.deprecated_single_document:
        yield "document", "the deprecated form with a single document"


@rule(
    "PSR106",
    Severity.ERROR,
    source="xsd, portal",
    hint="write <notifications-using-lookup><email/><sms/></notifications-using-lookup> in place of the whole "
    "`notifications` (without <sms/> for e-mail only)",
)
def lookup_inside_notifications(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """`notifications-using-lookup` stands in place of `notifications`, not inside it.

    The public documentation has an example with
    `<notifications><notifications-using-lookup/></notifications>`, which the schema refuses twice over. Right is, as a
    child of `signer`:

        <notifications-using-lookup>
          <email/>
          <sms/>
        </notifications-using-lookup>

    `email` is required, `sms` optional.
    """
    for where in manifest.lookups_inside_notifications:
        yield where, "`notifications-using-lookup` stands inside `notifications`"


def _refused(manifest: InspectedManifest, kind: type[UnreadableInput]) -> Iterator[Problem]:
    refusal = manifest.refusal
    if isinstance(refusal, kind):
        yield "" if refusal.line is None else Place(line=refusal.line), refusal.message
