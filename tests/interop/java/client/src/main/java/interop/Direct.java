package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.direct.DirectJobStatus.COMPLETED_SUCCESSFULLY;
import static no.digipost.signature.client.direct.DirectJobStatus.FAILED;
import static no.digipost.signature.client.direct.DirectJobStatus.IN_PROGRESS;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.CantQueryStatusException;
import no.digipost.signature.client.core.exceptions.InvalidStatusQueryTokenException;
import no.digipost.signature.client.core.exceptions.UnexpectedResponseException;
import no.digipost.signature.client.direct.DirectClient;
import no.digipost.signature.client.direct.DirectJobResponse;
import no.digipost.signature.client.direct.DirectJobStatusResponse;
import no.digipost.signature.client.direct.DirectSignerResponse;
import no.digipost.signature.client.direct.SignerStatus;
import no.digipost.signature.client.direct.StatusReference;
import no.digipost.signature.client.direct.WithSignerUrl;

/** Jobs of the direct flow whose signers come back with a token. */
final class Direct {

    private final Official official;
    private final DirectClient client;
    private final Sender sender;
    private final Steps steps;
    private DirectJobResponse job;
    private DirectSignerResponse fresh;
    private URI exit;
    private DirectJobStatusResponse status;

    Direct(Official official, Steps steps) {
        this.official = official;
        this.client = official.direct;
        this.sender = new Sender(official.sender);
        this.steps = steps;
    }

    void play() {
        playOneSigner();
        playTwoSigners();
        playEndings();
    }

    private void playOneSigner() {
        steps.step("direct: a job is created for one signer", () -> {
            job = client.create(official.directJobs.one("direct_one", sender).build());
            expect("direct_one", job.getReference());
            DirectSignerResponse kari = job.getSingleSigner();
            expect(Jobs.KARI, kari.getPersonalIdentificationNumber());
            expectIn(kari.getRedirectUrl().toString(), official.url + "/redirect/");
            expectIn(job.getStatusUrl().toString(), official.url + "/api/" + official.sender + "/direct/");
        });
        steps.step("direct: the status is not known before the signer comes back", () -> thrownBy(
                () -> ask("any"), CantQueryStatusException.class));
        steps.step("direct: a stored signer url gives a new redirect url", () -> {
            fresh = client.requestNewRedirectUrl(WithSignerUrl.of(job.getSingleSigner().getSignerUrl()));
            expect(job.getSingleSigner().getSignerUrl(), fresh.getSignerUrl());
            expect(false, job.getSingleSigner().getRedirectUrl().equals(fresh.getRedirectUrl()));
        });
        steps.step("direct: the signer signs on the page, which works once, and is sent back", () -> {
            exit = official.browser.sign(fresh.getRedirectUrl(), "sign");
            expectIn(exit.toString(), "https://sender.example/signed?status_query_token=");
            expect(exit, official.browser.openAgain(fresh.getRedirectUrl()));
            official.browser.openInAnother(fresh.getRedirectUrl());
        });
        steps.step("direct: a wrong token is refused, whatever its characters", () -> {
            for (String token : new String[] {"bad", "", token() + "x", "a b&c=d/æ+%25?#'\"<>"}) {
                official.emulator.advance(1);
                thrownBy(() -> ask(token), InvalidStatusQueryTokenException.class);
            }
        });
        steps.step("direct: the right token gives the status", () -> {
            ask(token());
            expect("direct_one COMPLETED_SUCCESSFULLY", status.getReference() + " " + status.getStatus());
            expect(true, status.getSignatureFrom(Jobs.KARI).is(SignerStatus.SIGNED));
        });
        steps.step("direct: the status is confirmed", () -> client.confirm(status));
        steps.step("direct: XAdES and PAdES are fetched", () -> {
            official.keep("direct_one-0.xml", client.getXAdES(status.getSignatures().get(0).getxAdESUrl()));
            official.keep("direct_one.pdf", client.getPAdES(status.getpAdESUrl()));
        });
        steps.step("direct: documents are deleted a day later, and gone", () -> {
            official.emulator.advance(Duration.ofDays(1).getSeconds());
            ask(token());
            client.deleteDocuments(status.getDeleteDocumentsUrl());
            UnexpectedResponseException gone =
                    thrownBy(() -> client.getPAdES(status.getpAdESUrl()), UnexpectedResponseException.class);
            expect("404 SIGNED_DOCUMENT_NOT_FOUND", gone.httpStatusCode() + " " + gone.getErrorCode());
        });
    }

    private void playTwoSigners() {
        steps.step("direct: a job is created for two signers", () -> {
            official.emulator.advance(1);
            job = client.create(official.directJobs.two("direct_two", sender).build());
            expect(2, job.getSigners().size());
            expect(DirectJobs.CUSTOMER, job.getSignerIdentifiedBy(DirectJobs.CUSTOMER).getCustomIdentifier());
        });
        steps.step("direct: the first signer signs, and the signed documents are there", () -> {
            exit = official.browser.sign(job.getSignerIdentifiedBy(DirectJobs.CUSTOMER).getRedirectUrl(), "sign");
            ask(token());
            expect(IN_PROGRESS + " WAITING SIGNED", statuses());
            expect(true, status.isPAdESAvailable());
            official.keep("direct_two-1.xml", client.getXAdES(
                    status.getSignatureFrom(DirectJobs.CUSTOMER).getxAdESUrl()));
        });
        steps.step("direct: the second signer signs, and the job is completed", () -> {
            official.emulator.advance(1);
            exit = official.browser.sign(client.requestNewRedirectUrl(
                    job.getSignerIdentifiedBy(Jobs.KARI)).getRedirectUrl(), "sign");
            ask(token());
            expect(COMPLETED_SUCCESSFULLY + " SIGNED SIGNED", statuses());
            official.keep("direct_two-0.xml", client.getXAdES(status.getSignatureFrom(Jobs.KARI).getxAdESUrl()));
            official.keep("direct_two.pdf", client.getPAdES(status.getpAdESUrl()));
            client.confirm(status);
        });
    }

    private void playEndings() {
        steps.step("direct: a signer rejects on the page", () -> end(
                "reject", "https://sender.example/rejected?job=1&status_query_token=", "REJECTED"));
        steps.step("direct: the signing fails on the page", () -> end(
                "fail", "https://sender.example/failed?status_query_token=", "FAILED"));
        steps.step("direct: the control path gives the exit url too", () -> {
            create("direct-control");
            exit = official.emulator.exitUrl(job.getSignatureJobId(), 1, "sign");
            ask(token());
            expect(IN_PROGRESS + " WAITING SIGNED", statuses());
        });
        steps.step("direct: a job expires after 30 days", () -> {
            official.emulator.advance(Duration.ofDays(30).getSeconds());
            ask(token());
            expect(FAILED + " EXPIRED SIGNED", statuses());
        });
    }

    private void end(String event, String expected, String signer) throws IOException {
        create("direct-" + event);
        exit = official.browser.sign(job.getSignerIdentifiedBy(Jobs.KARI).getRedirectUrl(), event);
        expectIn(exit.toString(), expected);
        ask(token());
        expect(FAILED + " " + signer + " NOT_APPLICABLE", statuses());
    }

    private void create(String reference) throws IOException {
        official.emulator.advance(1);
        job = client.create(official.directJobs.two(reference, sender).build());
    }

    private void ask(String token) {
        status = client.getStatus(StatusReference.of(job).withStatusQueryToken(token));
    }

    private String token() {
        return exit.getQuery().replaceAll(".*status_query_token=", "");
    }

    private String statuses() {
        return status.getStatus() + " " + status.getSignatures().stream()
                .map(each -> each.getStatus().getIdentifier())
                .collect(Collectors.joining(" "));
    }
}
