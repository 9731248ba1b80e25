package interop;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import no.digipost.signature.client.core.AuthenticationLevel;
import no.digipost.signature.client.core.DocumentType;
import no.digipost.signature.client.core.IdentifierInSignedDocuments;
import no.digipost.signature.client.core.OnBehalfOf;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.core.SignatureType;
import no.digipost.signature.client.direct.DirectDocument;
import no.digipost.signature.client.direct.DirectJob;
import no.digipost.signature.client.direct.DirectSigner;
import no.digipost.signature.client.direct.ExitUrls;

/** The jobs of the direct flow that are sent. All people are synthetic. */
final class DirectJobs {

    static final String CUSTOMER = "kunde 7/Ærlig & co";
    static final ExitUrls EXITS = ExitUrls.of(
            URI.create("https://sender.example/signed"),
            URI.create("https://sender.example/rejected?job=1"),
            URI.create("https://sender.example/failed"));

    private final Official official;

    DirectJobs(Official official) {
        this.official = official;
    }

    /** One document for one signer, who is identified by number. */
    DirectJob.Builder one(String reference, Sender sender) throws IOException {
        DirectSigner kari = DirectSigner.withPersonalIdentificationNumber(Jobs.KARI).build();
        return DirectJob.builder("Kjøp av båt", pdf("Kontrakt", "contract.pdf"), kari, EXITS)
                .withReference(reference)
                .withSender(sender);
    }

    /** Two documents for two signers, one of them identified by the sender's own identifier. */
    DirectJob.Builder two(String reference, Sender sender) throws IOException {
        byte[] letter = "Hei på deg".getBytes(StandardCharsets.UTF_8);
        List<DirectDocument> documents = List.of(
                pdf("Kjøpekontrakt for båt & brygge", "contract.pdf"),
                DirectDocument.builder("Brev", letter).type(DocumentType.TXT).build());
        List<DirectSigner> signers = List.of(
                DirectSigner.withPersonalIdentificationNumber(Jobs.KARI)
                        .withSignatureType(SignatureType.AUTHENTICATED_SIGNATURE).onBehalfOf(OnBehalfOf.SELF).build(),
                DirectSigner.withCustomIdentifier(CUSTOMER).onBehalfOf(OnBehalfOf.OTHER).build());
        return DirectJob.builder("Kjøp av båt & brygge", documents, signers, EXITS)
                .withDescription("Les nøye\nog undertegn")
                .withReference(reference)
                .withSender(sender)
                .requireAuthentication(AuthenticationLevel.FOUR)
                .withIdentifierInSignedDocuments(IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME);
    }

    private DirectDocument pdf(String title, String name) throws IOException {
        return DirectDocument.builder(title, official.document(name)).build();
    }
}
