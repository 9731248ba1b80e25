package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.portal.PortalJobStatus.COMPLETED_SUCCESSFULLY;
import static no.digipost.signature.client.portal.PortalJobStatus.NO_CHANGES;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.HttpIOException;
import no.digipost.signature.client.core.exceptions.UnexpectedResponseException;
import no.digipost.signature.client.portal.PortalJobStatusChanged;
import no.digipost.signature.jaxb.SignatureMarshalException;

/** What goes wrong between a client and the service, and many calls at once. */
final class Mishaps {

    private static final int AGAIN = 601;

    private final Official official;
    private final Sender queue;
    private final Steps steps;

    Mishaps(Official official, Steps steps) {
        this.official = official;
        this.queue = official.polling("mishaps");
        this.steps = steps;
    }

    void play() {
        steps.step("an error document is read", () -> refuse("500", "500", "INTERNAL_SERVER_ERROR"));
        steps.step("an error without a body is told", () -> refuse("503", "503", "no content"));
        steps.step("a gateway's page is told", () -> refuse("html", "502", "Bad Gateway"));
        steps.step("too many calls are told", () -> refuse("429", "429", "no content"));
        steps.step("an answer that is lost leaves the job created", () -> {
            spoil("create", "drop-after");
            thrownBy(() -> official.client.create(official.jobs.plain("lost", queue)), HttpIOException.class);
            expectIn(official.emulator.jobs(), "\"lost\"");
        });
        steps.step("a poll whose connection breaks is repeated by the client", () -> {
            long job = official.client.create(official.jobs.plain("repeated", queue)).getSignatureJobId();
            official.emulator.have(job, 0, "sign");
            expectCompleted(poll("drop-before"));
        });
        steps.step("a poll that is blocked is repeated by the client", () -> expectCompleted(poll("429")));
        steps.step("a change whose answer is lost comes again", () -> {
            expect(NO_CHANGES, poll("drop-after").getStatus());
            official.emulator.advance(AGAIN);
            expectCompleted(official.client.getStatusChange(queue));
        });
        steps.step("half an answer is an error, and its change comes again", () -> {
            spoil("poll", "truncated");
            thrownBy(() -> official.client.getStatusChange(queue), SignatureMarshalException.class);
        });
        steps.step("a status that is not known yet survives", () -> expect(
                "ADDED_LATER", poll("unknown-status").getSignatures().get(0).getStatus().getIdentifier()));
        steps.step("elements that are not known yet do no harm", () -> {
            PortalJobStatusChanged change = poll("unknown-element");
            expectCompleted(change);
            official.client.confirm(change);
        });
        steps.step("eight jobs are created at once", this::createTogether);
    }

    private void spoil(String operation, String fault) throws Exception {
        official.emulator.advance(AGAIN);
        official.emulator.spoil(operation, fault);
    }

    private void refuse(String fault, String status, String words) throws Exception {
        spoil("create", fault);
        UnexpectedResponseException no = thrownBy(
                () -> official.client.create(official.jobs.plain("refused", queue)), UnexpectedResponseException.class);
        expect(status, String.valueOf(no.httpStatusCode()));
        expectIn(no.getMessage(), words);
    }

    private PortalJobStatusChanged poll(String fault) throws Exception {
        spoil("poll", fault);
        return official.client.getStatusChange(queue);
    }

    private static void expectCompleted(PortalJobStatusChanged change) {
        expect("repeated " + COMPLETED_SUCCESSFULLY, change.getReference() + " " + change.getStatus());
    }

    private void createTogether() throws Exception {
        official.emulator.advance(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Long>> created = new ArrayList<>();
            for (int index = 0; index < 8; index++) {
                String reference = "together-" + index;
                created.add(threads.submit(
                        () -> official.client.create(official.jobs.plain(reference, queue)).getSignatureJobId()));
            }
            long different = 0;
            for (Future<Long> each : created) {
                different += each.get() > 0 ? 1 : 0;
            }
            expect(8L, different);
        } finally {
            threads.shutdown();
        }
    }
}
