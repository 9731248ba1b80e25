"""The places that rules name exist in the manifest that is written."""

import pytest
from lxml import etree

from signature_model import Lookup, Notifications, PortalJob, Signer
from signature_model.manifests.writing import write_manifest
from signature_model.rules import places
from tests.kits.jobs import a_job, a_pdf, documents
from tests.kits.reports import of_job

MANIFEST = "/portal-signature-job-manifest"
JOBS = [
    pytest.param(a_job(), id="one document"),
    pytest.param(a_job(documents=documents(a_pdf(), a_pdf())), id="present form"),
    pytest.param(a_job(title="Contract", deprecated_single_document=True), id="deprecated form"),
]


def at(job: PortalJob, where: str) -> etree._Element:
    root = etree.fromstring(write_manifest(job))
    found = root.find("/".join(f"{{*}}{step}" for step in where.split("/")))
    assert found is not None
    return found


@pytest.mark.parametrize("job", JOBS)
def test_documents_and_the_nonsensitive_title_are_where_they_are_said_to_be(job: PortalJob) -> None:
    assert [at(job, where).get("href") for where, _ in places.documents(job)] == [each.href for each in job.documents]
    assert at(job, places.nonsensitive_title(job)).text == "A contract"


def test_only_one_of_several_has_a_position() -> None:
    outsider = Signer.by_email("ola@example.com")
    one, two = a_job(signers=[outsider]), a_job(signers=[outsider] * 2, documents=documents(a_pdf(), a_pdf()))
    assert [where for where, _ in places.signers(one)] == ["signers/signer"]
    assert [where for where, _ in places.contacts(one)] == ["signers/signer/notifications"]
    assert [where for where, _ in places.signers(two)] == ["signers/signer[1]", "signers/signer[2]"]
    assert [where for where, _ in places.documents(one)] == ["documents/document"]
    assert [where for where, _ in places.documents(two)] == ["documents/document[1]", "documents/document[2]"]


def test_the_rules_call_a_place_as_the_schema_s_faults_do() -> None:
    [by_rule] = of_job(signers=[Signer.by_contact_information(email=" ")]).findings
    [by_schema] = of_job(signers=[Signer(notify=Notifications(email=" "), order=10)]).errors[:1]
    assert (by_rule.code, by_rule.where) == ("PSR310", f"{MANIFEST}/signers/signer/notifications/email/@address")
    assert (by_schema.code, by_schema.where) == ("PSR103", f"{MANIFEST}/signers/signer/@order")


def test_signers_lookups_and_contacts_are_where_they_are_said_to_be() -> None:
    job = a_job()
    assert [at(job, where).get("order") for where, _ in places.signers(job)] == ["1", "2"]
    assert [(where, len(at(job, where))) for where, _ in places.lookups(job)] == [
        ("signers/signer[1]/notifications-using-lookup", 2)
    ]
    [(where, notifications)] = places.contacts(job)
    assert (where, notifications.email) == ("signers/signer[2]/notifications", "ola@example.com")
    assert at(job, f"{where}/email").get("address") == notifications.email


@pytest.mark.parametrize(
    ("notify", "identifies"),
    [
        pytest.param(Notifications(email="kari@example.com"), True, id="e-mail"),
        pytest.param(Notifications(sms="98765432"), True, id="mobile"),
        pytest.param(Notifications(email=" ", sms=""), False, id="blank"),
        pytest.param(Notifications(), False, id="neither"),
        pytest.param(Lookup(), False, id="lookup"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_contact_information_identifies_unless_it_is_blank(
    notify: Lookup | Notifications | None,
    identifies: bool,  # noqa: FBT001 - the expectation
) -> None:
    assert places.contact(Signer(notify=notify)) == (notify if identifies else None)
