"""One-line messages about jobs do not say who the signers are."""

from dataclasses import replace

from signature_model.api.statuses import job_status_text
from signature_transports.cli.messages import of_change, of_creation
from tests.kits.jobs import KARI
from tests.signature_model.direct_scripts import BY_IDENTIFIER, BY_NUMBER, DIRECT_CREATED, DIRECT_STATUS
from tests.signature_model.scripts import CHANGE, CREATED


def test_a_created_job() -> None:
    assert of_creation(CREATED) == ("job 17, reference contract 17 was created",)
    assert of_creation(replace(CREATED, reference=None)) == ("job 17 was created",)
    assert of_creation(replace(CREATED, reference=KARI)) == ("job 17, reference 018180***** was created",)


def test_a_created_job_of_the_direct_flow_has_a_redirect_url_for_each_signer() -> None:
    job = replace(DIRECT_CREATED, signers=[BY_NUMBER, replace(BY_IDENTIFIER, redirect_url=None)])
    assert of_creation(job) == (
        "job 17, reference contract 17 was created",
        f"signer 1: {BY_NUMBER.redirect_url}",
        "signer 2: ask for a redirect URL with `signering redirect`",
    )


def test_a_status_change() -> None:
    assert of_change(CHANGE) == "job 17, reference contract 17: COMPLETED_SUCCESSFULLY (signers: SIGNED)"
    assert (
        of_change(replace(CHANGE, signatures=(), status=job_status_text(" FAILED\n")))
        == "job 17, reference contract 17: FAILED"
    )


def test_a_message_shows_neither_a_number_nor_an_address() -> None:
    assert KARI not in of_change(CHANGE)
    assert of_change(DIRECT_STATUS) == "job 17, reference contract 17: IN_PROGRESS (signers: SIGNED, WAITING)"
    assert KARI not in of_change(replace(CHANGE, status=job_status_text(KARI)))
