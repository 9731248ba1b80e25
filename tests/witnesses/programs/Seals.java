import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.spi.x509.CertificateValidity;
import eu.europa.esig.dss.model.ReferenceValidation;
import eu.europa.esig.dss.model.signature.SignatureCryptographicVerification;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.List;

/** Reads the paths of bundles from standard input, and prints what DSS finds when it verifies each seal. */
public final class Seals {
    private interface Reading {
        String read() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            String bundle = path;
            System.out.println(answer(() -> byDss(bundle)));
            System.out.flush();
        }
    }

    private static String answer(Reading reading) {
        try {
            String problem = reading.read();
            return problem == null ? "ok" : "refused\t" + problem.replaceAll("\\s+", " ");
        } catch (Exception | Error error) {
            return "refused\t" + String.valueOf(error).replaceAll("\\s+", " ");
        }
    }

    private static String byDss(String path) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(new File(path)));
        validator.setCertificateVerifier(new CommonCertificateVerifier(true));
        List<AdvancedSignature> signatures = validator.getSignatures();
        if (signatures.size() != 1) {
            return signatures.size() + " signatures";
        }
        AdvancedSignature signature = signatures.get(0);
        if (!signature.getCounterSignatures().isEmpty()) {
            return "a counter-signature";
        }
        for (ReferenceValidation each : signature.getReferenceValidations()) {
            if (!each.isFound() || !each.isIntact()) {
                return "reference of type " + each.getType() + (each.isFound() ? " changed" : " not found");
            }
        }
        SignatureCryptographicVerification verified = signature.getSignatureCryptographicVerification();
        if (!verified.isSignatureValid()) {
            return "signature value: " + verified.getErrorMessage();
        }
        CertificateValidity signer = signature.getCandidatesForSigningCertificate().getTheCertificateValidity();
        if (signer == null || !signer.isDigestEqual()) {
            return "no signing certificate with the digest";
        }
        if (!signer.isIssuerSerialPresent()) {
            return "no readable issuer and serial number in the properties";
        }
        if (!signer.isSerialNumberEqual()) {
            return "another serial number in the properties";
        }
        return signer.isDistinguishedNameEqual() ? null : "another issuer in the properties";
    }
}
