package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.BrokerNotAuthorizedException;
import no.digipost.signature.client.core.exceptions.UnexpectedResponseException;
import no.digipost.signature.client.portal.PortalDocument;
import no.digipost.signature.client.portal.PortalJob;
import no.digipost.signature.client.portal.PortalSigner;

/** Jobs that the service does not take, and how the official client words that. */
final class Refusals {

    private static final String ANOTHER = "974760673";

    private final Official official;
    private final Sender queue;
    private final Steps steps;
    private final PortalSigner per = PortalSigner.identifiedByEmail(Jobs.PER).build();

    Refusals(Official official, Steps steps) {
        this.official = official;
        this.queue = official.polling("refusals");
        this.steps = steps;
    }

    void play() {
        steps.step("a job that is open too long is refused", () -> refuse(
                official.jobs.one("bad-days", queue, per).availableFor(Duration.ofDays(91)).build(),
                "400 ASICE_VALIDATION_FAILED CLIENT", "PSR401"));
        steps.step("a document that is no PDF is refused", () -> {
            byte[] text = "no PDF".getBytes(StandardCharsets.UTF_8);
            List<PortalDocument> documents = List.of(PortalDocument.builder("Kontrakt", text).build());
            refuse(
                    PortalJob.builder("Kjøp", documents, List.of(per)).withNonsensitiveTitle("En kontrakt")
                            .withReference("bad-pdf").withSender(queue).build(),
                    "400 ASICE_VALIDATION_FAILED CLIENT", "PSR");
        });
        steps.step("a manifest that is no XML is refused", () -> refuse(
                official.jobs.one("bad-manifest", queue, per).withDescription("\u0001").build(),
                "400 SCHEMA_VALIDATION_ERROR CLIENT", "PSR"));
        steps.step("a broker without authorisation is refused", () -> thrownBy(
                () -> official.client.create(official.jobs.plain("another-sender", new Sender(ANOTHER))),
                BrokerNotAuthorizedException.class));
    }

    private void refuse(PortalJob job, String expected, String code) throws Exception {
        official.emulator.advance(1);
        UnexpectedResponseException no = thrownBy(() -> official.client.create(job), UnexpectedResponseException.class);
        expect(expected, no.httpStatusCode() + " " + no.getErrorCode() + " " + no.getErrorType());
        expectIn(no.getErrorMessage(), code);
    }
}
