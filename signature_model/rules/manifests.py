"""PSR1xx: the manifest as XML. Facts: the inspected manifest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnwritableText
from signature_model.findings import Severity
from signature_model.jobs.context import SigningFlow
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.errors import UnreadableInput
    from signature_model.jobs.context import Context
    from signature_model.manifests.inspection import InspectedManifest

_INDEX = re.compile(r"\[\d+\]")
_INSTEAD = {
    SigningFlow.PORTAL: {
        "signer": "write every `signer` inside `signers`",
        "signer-identifier": "identify the signer by number or contact information",
    },
    SigningFlow.DIRECT: {
        "signers": "write every `signer` directly below the root",
        "@order": "remove it; all signers can sign in parallel",
        "identified-by-contact-information": "write the sender's own `signer-identifier` for the signer",
        "notifications": "remove it; you redirect the signers yourself",
        "notifications-using-lookup": "remove it; you redirect the signers yourself",
        "nonsensitive-title": "remove it; the service does not notify the signers",
        "availability": "remove it; the job is open for 30 days from its creation",
    },
}
"""By flow, what to write in place of the other flow's elements and attributes."""


@rule(
    "PSR101",
    Severity.ERROR,
    source="xsd",
    hint="check the program that wrote the file, and whether the file was truncated or re-encoded",
)
def malformed_xml(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must be well-formed XML in UTF-8.

    No other rule can check a manifest that cannot be read.
    """
    if isinstance(manifest.refusal, UnwritableText):
        yield manifest.refusal.where, manifest.refusal.message
    yield from _refused(manifest, MalformedXml)


@rule("PSR102", Severity.ERROR, source="security", hint="check the program that wrote the file: no manifest needs this")
def forbidden_xml(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must not have a document type declaration, and must not exceed the limits for size and depth.

    Attacks on XML readers use declarations and entities; no manifest needs them. The largest valid manifest is smaller
    than 64 KiB and has five levels. The limits are 1 MiB and 32 levels.
    """
    yield from _refused(manifest, ForbiddenXml)


@rule("PSR103", Severity.ERROR, source="xsd", hint="correct this place; the order of elements counts, too")
def schema_violation(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The manifest must be valid according to `portal.xsd` or, in the direct flow, `direct.xsd`.

    The service refuses an invalid manifest with SCHEMA_VALIDATION_ERROR. Each fault is a finding, with its place.
    """
    for fault in manifest.faults:
        if fault.where not in manifest.lookups_inside_notifications and _instead(manifest, fault.where) is None:
            yield fault.where, fault.message


@rule("PSR108", Severity.WARNING, source="xsd", hint="shorten the text")
def longer_in_utf_16(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """A text should be within its limit in UTF-16 code units, too.

    The limits of the schema are in characters. The service is written in Java, which counts UTF-16 code units. An
    emoji, or a letter of a historic script, has two code units. The service may therefore refuse a text that the schema
    allows.
    """
    for fault in manifest.utf16_faults:
        yield fault.where, f"counted in UTF-16 code units, as the service does: {fault.message}"


@rule(
    "PSR104",
    Severity.ERROR,
    source="xsd",
    hint="write the manifest of the flow that you use, `portal-signature-job-manifest` or"
    " `direct-signature-job-manifest`, in the namespace http://signering.posten.no/schema/v1",
)
def other_document(manifest: InspectedManifest, context: Context) -> Iterator[Problem]:
    """The manifest must describe a job, in the flow that you expect.

    Job requests look similar, but are sent beside the bundle. Each flow has its own URL, and the service refuses a
    manifest of the other flow there. Without an expected flow, manifests of both flows are accepted.
    """
    yield from _refused(manifest, OtherDocument)
    if manifest.flow is not None and context.flow not in {None, manifest.flow}:
        yield "", f"this belongs to the {manifest.flow} flow; the {context.flow} flow was expected"


@rule("PSR105", Severity.WARNING, source="xsd", hint="write `title` in the manifest itself, then `documents`")
def deprecated_single_document(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """The form with a single `document` in place of `documents` is deprecated.

    The service still accepts it. In the current form, the title, non-sensitive title and description of the job are in
    the manifest itself, and each document in `documents` has a title.
    """
    if manifest.job is not None and manifest.job.deprecated_single_document:
        yield "document", "a single `document` is deprecated"


@rule(
    "PSR106",
    Severity.ERROR,
    source="xsd, portal",
    hint="replace the whole `notifications` with <notifications-using-lookup><email/><sms/>"
    "</notifications-using-lookup> (without <sms/> for e-mail only)",
)
def lookup_inside_notifications(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """`notifications-using-lookup` must replace `notifications`, not be inside it.

    The public documentation has an example with `<notifications><notifications-using-lookup/></notifications>`, which
    the schema refuses. The correct form is, as a child of `signer`:

        <notifications-using-lookup>
          <email/>
          <sms/>
        </notifications-using-lookup>

    `email` is required, `sms` optional.
    """
    for where in manifest.lookups_inside_notifications:
        yield where, "`notifications-using-lookup` is inside `notifications`"


@rule("PSR107", Severity.ERROR, source="xsd", hint="use the elements of one flow only")
def other_flows_element(manifest: InspectedManifest, _: Context) -> Iterator[Problem]:
    """A manifest must not have elements of the other flow.

    In the portal flow, the service notifies the signers: they have contact information and an order, the job has a
    non-sensitive title and an availability. In the direct flow, the sender redirects the signers: they are directly
    below the root, and the sender may identify them by a text of its own. The service refuses a mixture.
    """
    for fault in manifest.faults:
        instead = _instead(manifest, fault.where)
        if instead is not None:
            name = _INDEX.sub("", fault.where).rpartition("/")[2].removeprefix("@")
            other = next(flow for flow in SigningFlow if flow is not manifest.flow)
            yield fault.where, f"`{name}` belongs to the {other} flow: {instead}"


def _instead(manifest: InspectedManifest, where: str) -> str | None:
    """Return what to write in place of an element or attribute of the other flow; None for others."""
    path = _INDEX.sub("", where)
    name = path.rpartition("/")[2]
    return None if manifest.flow is None else _INSTEAD[manifest.flow].get(path if name == "signer" else name)


def _refused(manifest: InspectedManifest, kind: type[UnreadableInput]) -> Iterator[Problem]:
    refusal = manifest.refusal
    if isinstance(refusal, kind):
        yield "" if refusal.line is None else Place(line=refusal.line), refusal.message
