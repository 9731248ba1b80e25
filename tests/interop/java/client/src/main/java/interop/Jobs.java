package interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import no.digipost.signature.client.core.AuthenticationLevel;
import no.digipost.signature.client.core.DocumentType;
import no.digipost.signature.client.core.IdentifierInSignedDocuments;
import no.digipost.signature.client.core.OnBehalfOf;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.SignatureType;
import no.digipost.signature.client.portal.Notifications;
import no.digipost.signature.client.portal.NotificationsUsingLookup;
import no.digipost.signature.client.portal.PortalDocument;
import no.digipost.signature.client.portal.PortalJob;
import no.digipost.signature.client.portal.PortalSigner;

/** The jobs that are sent. All people are synthetic. */
final class Jobs {

    static final String KARI = "01818000282";
    static final String OLA = "02817500288";
    static final String PER = "per@example.com";
    static final String LIV = "+4799999998";
    static final String EVA = "eva@example.com";
    static final String EVAS_MOBILE = "+4799999997";

    private final Official official;

    Jobs(Official official) {
        this.official = official;
    }

    /** One document for one signer. */
    PortalJob plain(String reference, Sender sender) throws IOException {
        return one(reference, sender, PortalSigner.identifiedByEmail(PER).build()).build();
    }

    /** One document for these signers. */
    PortalJob.Builder one(String reference, Sender sender, PortalSigner... signers) throws IOException {
        return PortalJob.builder("Kjøp av båt", List.of(pdf("Kontrakt", "contract.pdf")), List.of(signers))
                .withNonsensitiveTitle("En kontrakt")
                .withReference(reference)
                .withSender(sender);
    }

    /** Three documents, five signers of all kinds in two groups, and every choice that there is. */
    PortalJob full(String reference, Sender sender, Instant opens) throws IOException {
        byte[] letter = "Hei på deg".getBytes(StandardCharsets.UTF_8);
        List<PortalDocument> documents = List.of(
                pdf("Kjøpekontrakt for båt & brygge", "contract.pdf"),
                pdf("Vilkår", "terms.pdf"),
                PortalDocument.builder("Brev", letter).type(DocumentType.TXT).build());
        return PortalJob.builder("Kjøp av båt & brygge", documents, everybody())
                .withNonsensitiveTitle("En kontrakt")
                .withDescription("Les nøye\nog undertegn")
                .withReference(reference)
                .withSender(sender)
                .requireAuthentication(AuthenticationLevel.FOUR)
                .withIdentifierInSignedDocuments(IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME)
                .withActivationTime(opens)
                .availableFor(Duration.ofDays(10))
                .build();
    }

    PortalSigner lookedUp(String number) {
        NotificationsUsingLookup byEmail = NotificationsUsingLookup.EMAIL_ONLY;
        return PortalSigner.identifiedByPersonalIdentificationNumber(number, byEmail).build();
    }

    private static List<PortalSigner> everybody() {
        Notifications toManager =
                Notifications.builder().withEmailTo("manager@example.com").withSmsTo("99999999").build();
        return List.of(
                PortalSigner.identifiedByPersonalIdentificationNumber(KARI, NotificationsUsingLookup.EMAIL_AND_SMS)
                        .withOrder(1).withSignatureType(SignatureType.AUTHENTICATED_SIGNATURE)
                        .onBehalfOf(OnBehalfOf.SELF).build(),
                PortalSigner.identifiedByPersonalIdentificationNumber(OLA, toManager)
                        .withOrder(1).onBehalfOf(OnBehalfOf.OTHER).build(),
                PortalSigner.identifiedByEmail(PER).withOrder(2).build(),
                PortalSigner.identifiedByMobileNumber(LIV).withOrder(2).build(),
                PortalSigner.identifiedByEmailAndMobileNumber(EVA, EVAS_MOBILE).withOrder(2).build());
    }

    private PortalDocument pdf(String title, String name) throws IOException {
        return PortalDocument.builder(title, official.document(name)).build();
    }
}
