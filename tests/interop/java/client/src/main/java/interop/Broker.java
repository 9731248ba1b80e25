package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.portal.PortalJobStatus.COMPLETED_SUCCESSFULLY;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import no.digipost.signature.client.archive.ArchiveClient;
import no.digipost.signature.client.archive.ArchiveOwner;
import no.digipost.signature.client.core.exceptions.UnexpectedResponseException;
import no.digipost.signature.client.direct.DirectJobResponse;
import no.digipost.signature.client.portal.PortalClient;
import no.digipost.signature.client.portal.PortalJobResponse;
import no.digipost.signature.client.portal.PortalJobStatusChanged;

/** A broker sends for a sender that has long-term storage. */
final class Broker {

    private final Official official;
    private final ArchiveClient archive;
    private final ArchiveOwner owner;
    private final Steps steps;
    private PortalJobResponse job;
    private PortalJobStatusChanged change;

    Broker(Official official, Steps steps) throws IOException {
        this.official = official;
        this.archive = new ArchiveClient(official.configuration(
                official.certificates, official.certificates, Official.SERVER, Clock.systemDefaultZone()));
        this.owner = ArchiveOwner.ofOrganizationNumber(official.sender);
        this.steps = steps;
    }

    void play() {
        steps.step("a seal of a broker made an hour ago is refused", () -> { // the first seal takes longest
            Clock clock = Clock.offset(Clock.systemDefaultZone(), Duration.ofHours(-1));
            PortalClient late = new PortalClient(official.configuration(
                    official.certificates, official.certificates, Official.SERVER, clock));
            expectIn(thrownBy(
                    () -> late.create(official.jobs.plain("brokered-early", official.polling("broker"))),
                    UnexpectedResponseException.class).getErrorMessage(), "PSR515");
        });
        steps.step("a broker creates a job for its sender", () -> {
            job = official.client.create(official.jobs.plain("brokered", official.polling("broker")));
            expectIn(job.getCancellationUrl().getUrl().getPath(), "/" + official.sender + "/");
        });
        steps.step("a broker follows a job of its sender", () -> {
            official.emulator.have(job.getSignatureJobId(), 0, "sign");
            change = official.client.getStatusChange(official.polling("broker"));
            expect(COMPLETED_SUCCESSFULLY, change.getStatus());
            official.keep("brokered-0.xml", official.client.getXAdES(change.getSignatures().get(0).getxAdESUrl()));
            official.keep("brokered.pdf", official.client.getPAdES(change.getpAdESUrl()));
            official.client.confirm(change);
        });
        steps.step("a signed document is fetched from long-term storage", () -> official.keep(
                "archived.pdf", archive.getPAdES(owner, String.valueOf(job.getSignatureJobId()))));
        steps.step("direct: a broker creates a job, and its signed document is fetched from long-term storage", () -> {
            DirectJobResponse signed = official.direct.create(
                    official.directJobs.one("direct-brokered", official.polling("broker")).build());
            official.emulator.have(signed.getSignatureJobId(), 0, "sign");
            official.keep("direct-archived.pdf", archive.getPAdES(owner, String.valueOf(signed.getSignatureJobId())));
        });
        steps.step("a document that was never stored is not found", () -> {
            UnexpectedResponseException no = thrownBy(
                    () -> archive.getPAdES(owner, "none"), UnexpectedResponseException.class);
            expect("404 ARCHIVED_DOCUMENT_NOT_FOUND", no.httpStatusCode() + " " + no.getErrorCode());
        });
    }
}
