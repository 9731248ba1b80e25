"""Validate a job, a manifest, a job request or a whole bundle. Each function returns a report with all findings.

A layer that cannot be checked is named in the report, and the others are checked: documents and seal are checked even
if the manifest breaks its schema. No document raises an error.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signature_model.containers.contents import BundleContents
from signature_model.containers.references import with_hrefs
from signature_model.jobs.context import Context
from signature_model.manifests.inspection import inspect_manifest, inspect_request
from signature_model.type_checks import require_type
from signature_model.validation.collector import Collector
from signature_model.validation.forks import delaying_forks
from signature_model.validation.layers import check_bundle, check_job, check_manifest, check_names, check_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.findings import Report
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest
    from signature_model.validation.inspection import InspectedBundle, InspectedJob

ANYTHING = Context()
"""Nothing is known about the sender or the time."""
_ANY_SENDER = "984661185"
"""An organisation number that is valid in every environment (Posten's own)."""


@delaying_forks
def validate_job(job: AnyJob, context: Context = ANYTHING) -> Report:
    """Validate a job before a bundle is built from it: everything except the container and the seal.

    The sector is taken from the context, or else from the sender. If the job names no sender, the sender's number is
    not checked: it will be the number in the certificate.
    """
    from signature_model.jobs.flows import AnyJob, with_sender  # noqa: PLC0415 - a manifest does not need it
    from signature_model.validation.inspection import inspect_job  # noqa: PLC0415

    require_type("job", job, AnyJob)
    return validate_inspected_job(inspect_job(with_hrefs(with_sender(job, _ANY_SENDER)), context.schema), context)


@delaying_forks
def validate_inspected_job(job: InspectedJob, context: Context = ANYTHING) -> Report:
    """Validate a job that was inspected before; ``context.schema`` has no effect, as for ``validate_inspected``."""
    collector = Collector(in_sector_of(job.job, context))
    check_job(collector, job)
    return collector.report()


@delaying_forks
def validate_manifest(content: bytes, context: Context = ANYTHING) -> Report:
    """Validate the bytes of a ``manifest.xml`` alone, without its documents and seal."""
    require_type("content", content, bytes)
    collector = Collector(context)
    manifest = inspect_manifest(content, lambda _: None, context.schema)
    subject = check_manifest(collector, manifest)
    if manifest.job is not None:
        check_names(collector, BundleContents.planned(manifest.job), subject)
    for layer in ("container", "documents", "seal"):
        collector.skip(layer, "only a manifest was given")
    return collector.report()


@delaying_forks
def validate_request(request: AnyJobRequest, context: Context = ANYTHING) -> Report:
    """Validate a job request alone, for a bundle that was built elsewhere."""
    from signature_model.jobs.requests import AnyJobRequest  # noqa: PLC0415 - a manifest does not need it

    require_type("request", request, AnyJobRequest)
    collector = Collector(context)
    check_request(collector, request, inspect_request(request))
    return collector.report()


@delaying_forks
def validate_bundle(content: bytes, context: Context = ANYTHING, *, request: AnyJobRequest | None = None) -> Report:
    """Validate the bytes of a document bundle (``.asice``).

    With the job ``request`` that will be sent beside it, both are validated, and must belong to the same flow.
    """
    from signature_model.validation.inspection import inspect_bundle  # noqa: PLC0415 - a manifest does not need it

    return validate_inspected(inspect_bundle(content, context.schema), context, request=request)


@delaying_forks
def validate_inspected(
    bundle: InspectedBundle, context: Context = ANYTHING, *, request: AnyJobRequest | None = None
) -> Report:
    """Validate a bundle that was inspected before; ``request`` as for ``validate_bundle``.

    The manifest was already compared with the schema that ``inspect_bundle`` got; ``context.schema`` has no effect.
    """
    from signature_model.validation.inspection import InspectedBundle  # noqa: PLC0415 - a manifest does not need it

    require_type("bundle", bundle, InspectedBundle)
    if request is None:
        collector = Collector(context)
    else:
        from signature_model.jobs.requests import AnyJobRequest  # noqa: PLC0415 - seldom needed

        require_type("request", request, AnyJobRequest)
        collector = Collector(context if context.flow else replace(context, flow=request.flow))
        check_request(collector, request, inspect_request(request))
    check_bundle(collector, bundle)
    return collector.report()


def validate_members(
    contents: Mapping[str, bytes], context: Context = ANYTHING, *, unreadable: Mapping[str, str] | None = None
) -> Report:
    """Validate an unpacked bundle: its files by their names (``META-INF/signatures.xml``), without the archive.

    ``unreadable`` gives, by name, the reason why a file's content is not in ``contents``.
    """
    contents = dict(contents)  # each is taken once, because that may be slow
    for name, content in contents.items():
        require_type("the name of each member", name, str)
        require_type("the content of each member", content, bytes)
    return _validate_members(contents, unreadable or {}, context)


@delaying_forks
def _validate_members(contents: Mapping[str, bytes], unreadable: Mapping[str, str], context: Context) -> Report:
    from signature_model.validation.inspection import inspect_members  # noqa: PLC0415 - a manifest does not need it

    return validate_inspected(inspect_members(contents, unreadable, context.schema), context)


def in_sector_of(job: AnyJob, context: Context) -> Context:
    """Return the context, with the sector of the job's sender unless the context states one."""
    sector = context.sector or job.sender.sector
    return context if sector is context.sector else replace(context, sector=sector)
