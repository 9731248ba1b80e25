"""Measure the quality of the strategies: ``python -m tests.signature_model.strategies.measuring``.

The program checks that 10,000 examples of each valid strategy (the first argument) have no error, and that 200 broken
examples of each code (the second argument) have that code. The third argument is another ``portal.xsd``, such as the
official one, for the portal flow. It prints the examples per second of processor time; the exit status is 1 if
something is wrong.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from hypothesis.strategies import SearchStrategy
from lxml import etree

from signature_model import Report, validate_bundle, validate_job, validate_manifest
from signature_model.api.messages.direct_writing import write_direct_status
from signature_model.api.messages.writing import write_status_change
from signature_model.containers.names import MANIFEST, SEAL
from signature_model.containers.reading import open_container
from signature_model.containers.references import with_hrefs
from signature_model.jobs.flows import AnyJob
from signature_model.jobs.identifiers import is_national_id, organization_number_fault
from signature_model.jobs.requests import request_of
from signature_model.manifests.requests import request_element
from signature_model.manifests.writing import manifest_element
from signature_model.strategies import (
    BUNDLE_CODES,
    DIRECT_BUNDLE_CODES,
    DIRECT_JOB_CODES,
    DIRECT_MANIFEST_CODES,
    JOB_CODES,
    MANIFEST_CODES,
    Broken,
    availabilities,
    broken_bundles,
    broken_direct_bundles,
    broken_direct_jobs,
    broken_direct_manifests,
    broken_jobs,
    broken_manifests,
    bundles,
    context,
    direct_bundles,
    direct_jobs,
    direct_manifests,
    direct_statuses,
    documents,
    jobs,
    manifests,
    national_ids,
    organization_numbers,
    senders,
    signers,
    status_changes,
)
from signature_model.xml.schemas import DIRECT_SCHEMA, PORTAL_SCHEMA, SEAL_SCHEMA, Schema
from tests.kits.jobs import a_job
from tests.signature_model.strategies.examples import examples

Strategy = Callable[..., SearchStrategy[Broken[Any]]]

LEAST_JOBS_PER_SECOND: Final = 200


def is_valid_job(job: AnyJob, schema: Schema) -> bool:
    """Whether the schema and the rules accept a job."""
    roots = (manifest_element(with_hrefs(job)), request_element(request_of(job)))
    return all(map(schema.accepts, roots)) and validate_job(job).is_valid


def is_valid_manifest(content: bytes, schema: Schema) -> bool:
    """Whether the schema and the rules accept a manifest."""
    return schema.accepts(etree.fromstring(content)) and validate_manifest(content).is_valid


def is_valid_bundle(content: bytes, schema: Schema) -> bool:
    """Whether the schemas and the rules accept a bundle and its contents."""
    members = open_container(content).members
    is_sealed = SEAL_SCHEMA.accepts(etree.fromstring(members[SEAL]))
    is_described = schema.accepts(etree.fromstring(members[MANIFEST]))
    return is_sealed and is_described and validate_bundle(content, context()).is_valid


VALID: Final[Mapping[str, tuple[SearchStrategy[Any], Callable[[Any, Schema], bool]]]] = {
    "jobs": (jobs(), is_valid_job),
    "signers": (signers(), lambda each, schema: is_valid_job(a_job(signers=[each], sender=a_job().sender), schema)),
    "documents": (documents(), lambda each, schema: is_valid_job(a_job(documents=[each]), schema)),
    "senders": (senders(), lambda each, schema: schema.accepts(manifest_element(a_job(sender=each)))),
    "availabilities": (availabilities(), lambda each, schema: is_valid_job(a_job(availability=each), schema)),
    "manifests": (manifests(), is_valid_manifest),
    "bundles": (bundles(), is_valid_bundle),
    "direct_jobs": (direct_jobs(), lambda each, _: is_valid_job(each, DIRECT_SCHEMA)),
    "direct_manifests": (direct_manifests(), lambda each, _: is_valid_manifest(each, DIRECT_SCHEMA)),
    "direct_bundles": (direct_bundles(), lambda each, _: is_valid_bundle(each, DIRECT_SCHEMA)),
    "direct_statuses": (
        direct_statuses(),
        lambda each, _: DIRECT_SCHEMA.accepts(etree.fromstring(write_direct_status(each))),
    ),
    "status_changes": (
        status_changes(),
        lambda each, schema: schema.accepts(etree.fromstring(write_status_change(each))),
    ),
    "national_ids": (national_ids(), lambda each, _: is_national_id(each)),
    "organization_numbers": (organization_numbers(), lambda each, _: organization_number_fault(each) is None),
}
BROKEN: Final[
    Mapping[str, tuple[Callable[..., SearchStrategy[Broken[Any]]], tuple[str, ...], Callable[..., Report]]]
] = {
    "broken_jobs": (broken_jobs, JOB_CODES, validate_job),
    "broken_manifests": (broken_manifests, MANIFEST_CODES, validate_manifest),
    "broken_bundles": (broken_bundles, BUNDLE_CODES, validate_bundle),
    "broken_direct_jobs": (broken_direct_jobs, DIRECT_JOB_CODES, validate_job),
    "broken_direct_manifests": (broken_direct_manifests, DIRECT_MANIFEST_CODES, validate_manifest),
    "broken_direct_bundles": (broken_direct_bundles, DIRECT_BUNDLE_CODES, validate_bundle),
}


def measure_valid(count: int, schema: Schema) -> Iterator[tuple[str, bool]]:
    """Return a line for each valid strategy, and whether its result is correct."""
    for name, (strategy, accepts) in VALID.items():
        start = time.process_time()
        found = examples(strategy, count)
        rate = len(found) / (time.process_time() - start)
        valid = sum(accepts(each, schema) for each in found)
        is_quick = name != "jobs" or rate >= LEAST_JOBS_PER_SECOND
        yield f"{name:22} {len(found):7,} examples {valid:7,} valid {rate:9,.0f} a second", valid == count and is_quick


def measure_broken(count: int) -> Iterator[tuple[str, bool]]:
    """Return a line for each broken strategy with the number of codes that always occurred."""
    for name, (strategy, codes, judge) in BROKEN.items():
        missed = [code for code in codes if not _comes_out(strategy, code, judge, count)]
        line = f"{name:22} {len(codes):7,} codes    {count:7,} times each"
        yield f"{line}{''.join(f'; not always {code}' for code in missed)}", not missed


def _comes_out(strategy: Strategy, code: str, judge: Callable[..., Report], count: int) -> bool:
    found = examples(strategy(codes=[code]), count)
    reports = (judge(each.thing, each.context) for each in found)
    return len(found) == count and all(code in {each.code for each in report.findings} for report in reports)


def main(arguments: list[str]) -> int:
    """Measure everything and print the results."""
    count, broken, *paths = (*arguments, *("10_000", "200")[len(arguments) :])
    schema = Schema(Path(paths[0])) if paths else PORTAL_SCHEMA
    status = 0
    for line, is_so in chain(measure_valid(int(count), schema), measure_broken(int(broken))):
        print(line if is_so else f"{line}   <- not as it should be", flush=True)  # noqa: T201 - prints for its user
        status |= not is_so
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
