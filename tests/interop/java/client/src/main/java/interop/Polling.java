package interop;

import static interop.Steps.expect;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.portal.PortalJobStatus.COMPLETED_SUCCESSFULLY;
import static no.digipost.signature.client.portal.PortalJobStatus.NO_CHANGES;

import java.time.Instant;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.TooEagerPollingException;
import no.digipost.signature.client.portal.PortalJobStatusChanged;

/** Queues: when they may be polled, and what they deliver to whom. */
final class Polling {

    private static final int WAIT = 20;
    private static final int AGAIN = 601;
    private static final String ODD = "hr/Ærlig & co +=%?#";

    private final Official official;
    private final Steps steps;

    Polling(Official official, Steps steps) {
        this.official = official;
        this.steps = steps;
    }

    void play() {
        steps.step("an empty queue tells when it may be polled again", () -> {
            Instant before = official.emulator.now();
            PortalJobStatusChanged none = official.client.getStatusChange();
            Instant after = official.emulator.now();
            expect(NO_CHANGES, none.getStatus());
            Instant permitted = none.getNextPermittedPollTime();
            expect(false, permitted.isBefore(before.plusSeconds(WAIT)) || permitted.isAfter(after.plusSeconds(WAIT)));
        });
        steps.step("a poll that is too early is told so", () ->
                thrownBy(official.client::getStatusChange, TooEagerPollingException.class));
        steps.step("a poll that has waited is answered", () -> {
            official.emulator.advance(WAIT);
            expect(NO_CHANGES, official.client.getStatusChange().getStatus());
        });
        steps.step("a change goes to the queue of its job, whatever that is called", () -> {
            Sender odd = official.polling(ODD);
            long job = official.client.create(official.jobs.plain("odd-queue", odd)).getSignatureJobId();
            official.emulator.have(job, 0, "sign");
            expect(NO_CHANGES, official.client.getStatusChange(official.polling("another")).getStatus());
            expect(job, official.client.getStatusChange(odd).getSignatureJobId());
        });
        steps.step("a change that is not confirmed comes again, one that is does not", this::comeAgain);
        steps.step("after a change the next poll is permitted at once", this::pollAtOnce);
    }

    private void comeAgain() throws Exception {
        Sender odd = official.polling(ODD);
        official.emulator.advance(AGAIN);
        PortalJobStatusChanged change = official.client.getStatusChange(odd);
        expect("odd-queue COMPLETED_SUCCESSFULLY", change.getReference() + " " + change.getStatus());
        official.client.confirm(change);
        official.emulator.advance(AGAIN);
        expect(NO_CHANGES, official.client.getStatusChange(odd).getStatus());
    }

    private void pollAtOnce() throws Exception {
        Sender queue = official.polling("two");
        for (String reference : new String[] {"two-1", "two-2"}) {
            long job = official.client.create(official.jobs.plain(reference, queue)).getSignatureJobId();
            official.emulator.have(job, 0, "sign");
        }
        for (String reference : new String[] {"two-1", "two-2"}) {
            PortalJobStatusChanged change = official.client.getStatusChange(queue);
            expect(true, change.is(COMPLETED_SUCCESSFULLY));
            expect(reference, change.getReference());
            expect(false, change.getNextPermittedPollTime().isAfter(official.emulator.now()));
            official.client.confirm(change);
        }
    }
}
