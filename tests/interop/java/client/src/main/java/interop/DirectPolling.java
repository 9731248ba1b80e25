package interop;

import static interop.Steps.expect;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.direct.DirectJobStatus.COMPLETED_SUCCESSFULLY;
import static no.digipost.signature.client.direct.DirectJobStatus.IN_PROGRESS;
import static no.digipost.signature.client.direct.DirectJobStatus.NO_CHANGES;

import java.io.IOException;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.TooEagerPollingException;
import no.digipost.signature.client.direct.DirectClient;
import no.digipost.signature.client.direct.DirectJobResponse;
import no.digipost.signature.client.direct.DirectJobStatusResponse;
import no.digipost.signature.client.direct.SignerStatus;
import no.digipost.signature.client.direct.StatusRetrievalMethod;
import no.digipost.signature.client.portal.PortalJobStatus;

/** Jobs of the direct flow whose status is polled. */
final class DirectPolling {

    private static final int WAIT = 20;
    private static final int AGAIN = 601;

    private final Official official;
    private final DirectClient client;
    private final Steps steps;

    DirectPolling(Official official, Steps steps) {
        this.official = official;
        this.client = official.direct;
        this.steps = steps;
    }

    void play() {
        steps.step("direct: the default queue is empty, and says when it may be polled again", () -> {
            DirectJobStatusResponse none = client.getStatusChange();
            expect(NO_CHANGES, none.getStatus());
            expect(true, none.getNextPermittedPollTime().isAfter(official.emulator.now()));
            thrownBy(client::getStatusChange, TooEagerPollingException.class);
            official.emulator.advance(WAIT);
        });
        steps.step("direct: a change is polled from the default queue", () -> follow(new Sender(official.sender)));
        steps.step("direct: a change is polled from a named queue", () -> follow(official.polling("d/Ærlig & co +=%?#")));
        steps.step("direct: queues of the two flows with one name are two", () -> {
            Sender queue = official.polling("both");
            DirectJobResponse job = create("direct-both", queue);
            official.emulator.have(job.getSignatureJobId(), 0, "sign");
            expect(PortalJobStatus.NO_CHANGES, official.client.getStatusChange(queue).getStatus());
            client.confirm(client.getStatusChange(queue));
        });
    }

    private void follow(Sender queue) throws IOException {
        DirectJobResponse job = create("direct-polled", queue);
        expect(null, job.getStatusUrl());
        official.browser.sign(job.getSignerIdentifiedBy(Jobs.KARI).getRedirectUrl(), "sign");
        DirectJobStatusResponse first = client.getStatusChange(queue);
        expect(job.getSignatureJobId() + " " + IN_PROGRESS, first.getSignatureJobId() + " " + first.getStatus());
        expect(true, first.getSignatureFrom(Jobs.KARI).is(SignerStatus.SIGNED));
        official.emulator.advance(AGAIN);
        expect(first.getConfirmationReference().getConfirmationUrl(),
                client.getStatusChange(queue).getConfirmationReference().getConfirmationUrl());
        client.confirm(first);
        official.emulator.have(job.getSignatureJobId(), 1, "sign");
        DirectJobStatusResponse last = client.getStatusChange(queue);
        expect(COMPLETED_SUCCESSFULLY, last.getStatus());
        client.confirm(last);
        official.emulator.advance(AGAIN);
        expect(NO_CHANGES, client.getStatusChange(queue).getStatus());
        official.emulator.advance(WAIT);
        client.getPAdES(last.getpAdESUrl()).close();
    }

    private DirectJobResponse create(String reference, Sender queue) throws IOException {
        official.emulator.advance(1);
        return client.create(official.directJobs.two(reference, queue)
                .retrieveStatusBy(StatusRetrievalMethod.POLLING).build());
    }
}
