package interop;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlDigestMatcher;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints what DSS makes of signatures, a line for each: the file, its level, whether it is sound, how many of how
 * many references are intact, whether the chain is trusted, and the errors, between tabs.
 *
 * <p>Arguments: a folder of trusted certificates, and what is to be judged: a file, or a folder with a
 * {@code signature.xml} and the documents that it is about.
 */
public final class Witness {

    private static final String DETACHED = "signature.xml";

    private final CommonCertificateVerifier verifier = new CommonCertificateVerifier();

    private Witness(File trusted) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (File each : trusted.listFiles()) {
            anchors.addCertificate(DSSUtils.loadCertificate(each));
        }
        verifier.addTrustedCertSources(anchors);
    }

    public static void main(String[] arguments) {
        Witness witness = new Witness(new File(arguments[0]));
        for (String each : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            witness.judge(new File(each));
        }
    }

    private void judge(File subject) {
        SignedDocumentValidator validator;
        if (subject.isDirectory()) {
            validator = SignedDocumentValidator.fromDocument(new FileDocument(new File(subject, DETACHED)));
            validator.setDetachedContents(documents(subject));
        } else {
            validator = SignedDocumentValidator.fromDocument(new FileDocument(subject));
        }
        validator.setCertificateVerifier(verifier);
        Reports reports = validator.validateDocument();
        DiagnosticData seen = reports.getDiagnosticData();
        for (SignatureWrapper each : seen.getSignatures()) {
            String errors = errors(each, reports.getSimpleReport());
            System.out.println(String.join("\t", subject.getName(), facts(each), errors));
        }
    }

    private static List<DSSDocument> documents(File folder) {
        List<DSSDocument> documents = new ArrayList<>();
        for (File each : folder.listFiles((in, name) -> !name.equals(DETACHED))) {
            documents.add(new FileDocument(each));
        }
        return documents;
    }

    private static String facts(SignatureWrapper signature) {
        List<XmlDigestMatcher> references = signature.getDigestMatchers();
        long intact = references.stream().filter(each -> each.isDataFound() && each.isDataIntact()).count();
        return String.join("\t",
                signature.getSignatureFormat().toString(),
                String.valueOf(signature.isSignatureIntact() && signature.isSignatureValid()),
                String.valueOf(intact),
                String.valueOf(references.size()),
                String.valueOf(signature.isTrustedChain()));
    }

    private static String errors(SignatureWrapper signature, SimpleReport report) {
        return report.getAdESValidationErrors(signature.getId()).stream()
                .map(Message::getValue)
                .collect(Collectors.joining("|"));
    }
}
