package interop;

import static interop.Steps.expect;
import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;
import static no.digipost.signature.client.portal.PortalJobStatus.COMPLETED_SUCCESSFULLY;
import static no.digipost.signature.client.portal.PortalJobStatus.IN_PROGRESS;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.exceptions.DocumentsNotDeletableException;
import no.digipost.signature.client.core.exceptions.UnexpectedResponseException;
import no.digipost.signature.client.portal.PortalJobStatusChanged;
import no.digipost.signature.client.portal.Signature;
import no.digipost.signature.client.portal.SignatureStatus;
import no.digipost.signature.client.portal.SignerIdentifier;

/** The whole life of a job with everything in it, from its creation to the deletion of its documents. */
final class Contract {

    private static final int HOUR = 3600;

    private final Official official;
    private final Sender queue;
    private final Steps steps;
    private long job;
    private PortalJobStatusChanged change;

    Contract(Official official, Steps steps) {
        this.official = official;
        this.queue = official.polling("contract");
        this.steps = steps;
    }

    void play() {
        steps.step("a job is created: 3 documents, 5 signers in 2 groups, opening in an hour", () -> {
            job = official.client.create(official.jobs.full(
                    "contract", queue, official.emulator.now().plusSeconds(HOUR))).getSignatureJobId();
        });
        steps.step("nobody signs before it opens", () -> {
            thrownBy(() -> official.emulator.have(job, 0, "sign"), IOException.class);
            official.emulator.advance(HOUR);
        });
        steps.step("the first signature is told of", () -> {
            sign(0);
            expect("SIGNED WAITING WAITING WAITING WAITING", statuses());
        });
        steps.step("each signature is found by its signer's identifier", () -> {
            List<SignerIdentifier> all = everybody();
            for (int index = 0; index < all.size(); index++) {
                expect(change.getSignatures().get(index), change.getSignatureFrom(all.get(index)));
            }
        });
        steps.step("the first XAdES and PAdES are fetched", () -> keepAll("contract-1"));
        steps.step("all others sign, and each is told of", () -> {
            for (int signer = 1; signer < 5; signer++) {
                official.client.confirm(change);
                sign(signer);
                expect(signer < 4 ? IN_PROGRESS : COMPLETED_SUCCESSFULLY, change.getStatus());
            }
            expect("SIGNED SIGNED SIGNED SIGNED SIGNED", statuses());
        });
        steps.step("the XAdES of all and the PAdES are fetched", () -> keepAll("contract-5"));
        steps.step("documents cannot be deleted on the first day", () -> thrownBy(
                () -> official.client.deleteDocuments(change.getDeleteDocumentsUrl()),
                DocumentsNotDeletableException.class));
        steps.step("documents are deleted a day later, and gone", this::delete);
        steps.step("the last change is confirmed", () -> official.client.confirm(change));
    }

    private void sign(int signer) throws IOException {
        official.emulator.advance(1);
        official.emulator.have(job, signer, "sign");
        change = official.client.getStatusChange(queue);
        expect(job + " contract", change.getSignatureJobId() + " " + change.getReference());
    }

    private void keepAll(String name) throws IOException {
        official.emulator.advance(1);
        List<Signature> all = change.getSignatures();
        for (int index = 0; index < all.size(); index++) {
            if (all.get(index).getStatus().equals(SignatureStatus.SIGNED)) {
                official.keep(name + "-" + index + ".xml", official.client.getXAdES(all.get(index).getxAdESUrl()));
            }
        }
        official.keep(name + ".pdf", official.client.getPAdES(change.getpAdESUrl()));
    }

    private void delete() throws Exception {
        official.emulator.advance(24 * HOUR);
        change = official.client.getStatusChange(queue);
        official.client.deleteDocuments(change.getDeleteDocumentsUrl());
        UnexpectedResponseException gone = thrownBy(
                () -> official.client.getPAdES(change.getpAdESUrl()), UnexpectedResponseException.class);
        expect(404, gone.httpStatusCode());
        expectIn(gone.getMessage(), "SIGNED_DOCUMENT_NOT_FOUND");
    }

    private String statuses() {
        return change.getSignatures().stream()
                .map(each -> each.getStatus().getIdentifier())
                .collect(Collectors.joining(" "));
    }

    private static List<SignerIdentifier> everybody() {
        return List.of(
                SignerIdentifier.identifiedByPersonalIdentificationNumber(Jobs.KARI),
                SignerIdentifier.identifiedByPersonalIdentificationNumber(Jobs.OLA),
                SignerIdentifier.identifiedByEmailAddress(Jobs.PER),
                SignerIdentifier.identifiedByMobileNumber(Jobs.LIV),
                SignerIdentifier.identifiedByEmailAddressAndMobileNumber(Jobs.EVA, Jobs.EVAS_MOBILE));
    }
}
