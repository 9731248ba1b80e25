package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.portal.SignatureStatus.BLOCKED;
import static no.digipost.signature.client.portal.SignatureStatus.CANCELLED;
import static no.digipost.signature.client.portal.SignatureStatus.CONTACT_INFORMATION_MISSING;
import static no.digipost.signature.client.portal.SignatureStatus.EXPIRED;
import static no.digipost.signature.client.portal.SignatureStatus.NOT_APPLICABLE;
import static no.digipost.signature.client.portal.SignatureStatus.REJECTED;
import static no.digipost.signature.client.portal.SignatureStatus.RESERVED;
import static no.digipost.signature.client.portal.SignatureStatus.SIGNED;
import static no.digipost.signature.client.portal.SignatureStatus.SIGNERS_NAME_NOT_AVAILABLE;
import static no.digipost.signature.client.portal.SignatureStatus.WAITING;

import java.io.IOException;
import java.time.Duration;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.JobCannotBeCancelledException;
import no.digipost.signature.client.core.exceptions.NotCancellableException;
import no.digipost.signature.client.portal.PortalJobResponse;
import no.digipost.signature.client.portal.PortalJobStatus;
import no.digipost.signature.client.portal.PortalJobStatusChanged;
import no.digipost.signature.client.portal.PortalSigner;
import no.digipost.signature.client.portal.SignatureStatus;

/** Everything that ends a job before all have signed. */
final class Endings {

    private final Official official;
    private final Sender queue;
    private final Steps steps;
    private PortalJobResponse job;
    private PortalJobStatusChanged change;

    Endings(Official official, Steps steps) {
        this.official = official;
        this.queue = official.polling("endings");
        this.steps = steps;
    }

    void play() {
        steps.step("a job is cancelled by what its creation has answered", () -> {
            create("cancelled");
            official.client.cancel(job);
            expectChange(PortalJobStatus.FAILED, CANCELLED, CANCELLED);
        });
        steps.step("a change of a finished job has no way to cancel it", () ->
                thrownBy(() -> official.client.cancel(change), NotCancellableException.class));
        steps.step("a finished job is not cancelled again", () -> {
            expectIn(
                    thrownBy(() -> official.client.cancel(job), JobCannotBeCancelledException.class).getMessage(),
                    "409");
            official.client.confirm(change);
        });
        steps.step("a job is cancelled by a change, when one has signed", () -> {
            create("signed-and-cancelled");
            official.emulator.have(job.getSignatureJobId(), 0, "sign");
            expectChange(PortalJobStatus.IN_PROGRESS, SIGNED, WAITING);
            official.client.cancel(change);
            expectEnd(SIGNED, CANCELLED);
        });
        steps.step("a signer rejects", () -> end("reject", REJECTED));
        steps.step("a signer has opted out of digital post", () -> end("reserve", RESERVED));
        steps.step("a signer has no contact information", () ->
                end("lack-contact-information", CONTACT_INFORMATION_MISSING));
        steps.step("a signer has no name", () -> end("lack-name", SIGNERS_NAME_NOT_AVAILABLE));
        steps.step("a signer is blocked", () -> {
            create("block");
            official.emulator.have(job.getSignatureJobId(), 1, "block");
            expectEnd(NOT_APPLICABLE, BLOCKED);
        });
        steps.step("a deadline passes", () -> {
            create("expire");
            official.emulator.advance(Duration.ofDays(2).getSeconds());
            expectEnd(EXPIRED, EXPIRED);
        });
    }

    private void create(String reference) throws IOException {
        official.emulator.advance(1);
        PortalSigner looked = official.jobs.lookedUp(Jobs.KARI);
        PortalSigner other = PortalSigner.identifiedByEmail(Jobs.PER).build();
        job = official.client.create(
                official.jobs.one(reference, queue, looked, other).availableFor(Duration.ofDays(2)).build());
    }

    private void end(String event, SignatureStatus status) throws IOException {
        create(event);
        official.emulator.have(job.getSignatureJobId(), 0, event);
        expectEnd(status, NOT_APPLICABLE);
    }

    private void expectEnd(SignatureStatus first, SignatureStatus second) {
        expectChange(PortalJobStatus.FAILED, first, second);
        official.client.confirm(change);
    }

    private void expectChange(PortalJobStatus status, SignatureStatus first, SignatureStatus second) {
        change = official.client.getStatusChange(queue);
        expect(job.getSignatureJobId(), change.getSignatureJobId());
        expect(status, change.getStatus());
        expect(first, change.getSignatures().get(0).getStatus());
        expect(second, change.getSignatures().get(1).getStatus());
    }
}
