import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/**
 * Reads the paths of folders from standard input: `signed` is a XAdES or a PAdES, and `documents` has what it is about.
 * Prints a line for each date in the arguments: what DSS says of the first signature, and the changes after it.
 */
public final class SignedDocuments {
    public static void main(String[] arguments) throws Exception {
        List<X509Certificate> anchors = anchors(arguments[0]);
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            for (String date : Arrays.asList(arguments).subList(1, arguments.length)) {
                System.out.println(answer(new File(path), anchors, Date.from(Instant.parse(date))));
            }
            System.out.flush();
        }
    }

    private static List<X509Certificate> anchors(String path) throws Exception {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream file = new FileInputStream(path)) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                found.add((X509Certificate) each);
            }
        }
        return found;
    }

    private static String answer(File folder, List<X509Certificate> anchors, Date date) {
        try {
            return validated(folder, anchors, date);
        } catch (Exception | Error error) {
            return "UNREADABLE\t" + String.valueOf(error).replaceAll("\\s+", " ") + "\t";
        }
    }

    private static String validated(File folder, List<X509Certificate> anchors, Date date) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        anchors.forEach(each -> trusted.addCertificate(new CertificateToken(each)));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        SignedDocumentValidator validator =
                SignedDocumentValidator.fromDocument(new FileDocument(new File(folder, "signed")));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(date);
        List<DSSDocument> documents = new ArrayList<>();
        for (File each : new File(folder, "documents").listFiles()) {
            documents.add(new FileDocument(each));
        }
        validator.setDetachedContents(documents);
        Reports reports = validator.validateDocument();
        SimpleReport simple = reports.getSimpleReport();
        if (simple.getSignatureIdList().isEmpty()) {
            return "UNREADABLE\tno signature\t";
        }
        String id = simple.getSignatureIdList().get(0);
        SubIndication why = simple.getSubIndication(id);
        return simple.getIndication(id) + "\t" + (why == null ? "" : why) + "\t"
                + changes(reports.getDiagnosticData().getSignatureById(id));
    }

    private static String changes(SignatureWrapper signature) {
        List<String> found = new ArrayList<>();
        if (signature.getPDFRevision() == null) {
            return "";
        }
        add(found, "undefined", !signature.getPdfUndefinedChanges().isEmpty());
        add(found, "annotation", !signature.getPdfAnnotationChanges().isEmpty());
        add(found, "form", !signature.getPdfSignatureOrFormFillChanges().isEmpty());
        add(found, "pages", !signature.getPdfPageDifferenceConcernedPages().isEmpty());
        add(found, "visual", !signature.getPdfVisualDifferenceConcernedPages().isEmpty());
        return String.join(",", found);
    }

    private static void add(List<String> found, String kind, boolean occurs) {
        if (occurs) {
            found.add(kind);
        }
    }
}
