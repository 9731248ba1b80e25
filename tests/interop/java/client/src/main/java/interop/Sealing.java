package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;

import java.time.Clock;
import java.time.Duration;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.UnexpectedResponseException;
import no.digipost.signature.client.portal.PortalClient;
import no.digipost.signature.client.portal.PortalJobResponse;

/** Creating jobs while the emulator's clock is still the true one, and seals are held to it. */
final class Sealing {

    private final Official official;
    private final Sender queue;
    private final Steps steps;

    Sealing(Official official, Steps steps) {
        this.official = official;
        this.queue = official.polling("sealing");
        this.steps = steps;
    }

    void play() {
        // The first seal takes longest, because classes are loaded: those that are refused come first.
        steps.step("a seal made an hour ago is refused", () -> refuse("sealed-early", Duration.ofHours(-1)));
        steps.step("a seal made in an hour is refused", () -> refuse("sealed-late", Duration.ofHours(1)));
        steps.step("a job is created, its seal made now", () -> {
            PortalJobResponse created = official.client.create(official.jobs.plain("sealed-now", queue));
            expect("sealed-now", created.getReference());
            expectIn(created.getCancellationUrl().getUrl().toString(), official.url + "/api/" + official.sender + "/");
        });
    }

    private void refuse(String reference, Duration off) throws Exception {
        Clock clock = Clock.offset(Clock.systemDefaultZone(), off);
        PortalClient late = new PortalClient(
                official.configuration(official.certificates, official.certificates, Official.SERVER, clock));
        UnexpectedResponseException no = thrownBy(
                () -> late.create(official.jobs.plain(reference, queue)), UnexpectedResponseException.class);
        expect(400, no.httpStatusCode());
        expect("ASICE_VALIDATION_FAILED CLIENT", no.getErrorCode() + " " + no.getErrorType());
        expectIn(no.getErrorMessage(), "PSR515");
    }
}
