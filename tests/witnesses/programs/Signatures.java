import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.crypto.Data;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads the paths of bundles from standard input, and prints what the JDK's XML Signature says of each seal. */
public final class Signatures {
    private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    public static void main(String[] arguments) throws Exception {
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            System.out.println(answer(path));
            System.out.flush();
        }
    }

    private static String answer(String path) {
        try (ZipFile bundle = new ZipFile(new File(path))) {
            String problem = problem(bundle);
            return problem == null ? "ok" : "refused\t" + problem.replaceAll("\\s+", " ");
        } catch (Exception | Error error) {
            return "refused\t" + String.valueOf(error).replaceAll("\\s+", " ");
        }
    }

    private static String problem(ZipFile bundle) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        var builder = builders.newDocumentBuilder();
        builder.setErrorHandler(null);
        Document seal = builder.parse(bundle.getInputStream(bundle.getEntry("META-INF/signatures.xml")));
        NodeList signatures = seal.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        if (signatures.getLength() != 1) {
            return signatures.getLength() + " signatures";
        }
        List<Key> keys = keys((Element) signatures.item(0));
        String problem = "no certificate";
        for (Key key : keys) {
            try {
                problem = problem(bundle, seal, signatures, key);
            } catch (XMLSignatureException thrown) {  // a key of another length, for example
                problem = thrown.getCause() instanceof SignatureException ? "signature value" : thrown.toString();
            }
            if (problem == null || !problem.equals("signature value")) {
                break;
            }
        }
        return problem;
    }

    private static List<Key> keys(Element signature) throws Exception {
        List<Key> found = new ArrayList<>();
        var info = FACTORY.unmarshalXMLSignature(new DOMValidateContext(new Unused(), signature)).getKeyInfo();
        for (Object data : info == null ? List.of() : info.getContent()) {
            if (data instanceof X509Data certificates) {
                for (Object each : certificates.getContent()) {
                    if (each instanceof java.security.cert.X509Certificate certificate) {
                        found.add(certificate.getPublicKey());
                    }
                }
            }
        }
        return found;
    }

    private static String problem(ZipFile bundle, Document seal, NodeList signatures, Key key) throws Exception {
        DOMValidateContext context = new DOMValidateContext(key, signatures.item(0));
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        NodeList signed = seal.getElementsByTagNameNS("http://uri.etsi.org/01903/v1.3.2#", "SignedProperties");
        for (int each = 0; each < signed.getLength(); each++) {
            if (((Element) signed.item(each)).hasAttributeNS(null, "Id")) {
                context.setIdAttributeNS((Element) signed.item(each), null, "Id");
            }
        }
        URIDereferencer usual = FACTORY.getURIDereferencer();
        context.setURIDereferencer((reference, used) -> {
            String uri = reference.getURI();
            return uri == null || uri.isEmpty() || uri.startsWith("#")
                    ? usual.dereference(reference, used) : member(bundle, uri);
        });
        XMLSignature signature = FACTORY.unmarshalXMLSignature(context);
        for (Object each : signature.getSignedInfo().getReferences()) {
            if (!((Reference) each).validate(context)) {
                return "reference of type " + ((Reference) each).getType() + " changed";
            }
        }
        return signature.getSignatureValue().validate(context) ? null : "signature value";
    }

    /** Finds the file by the URI as it stands, percent-decoded or form-decoded, because clients differ. */
    private static Data member(ZipFile bundle, String uri) throws URIReferenceException {
        try {
            ZipEntry entry = Stream.of(uri, decoded(uri.replace("+", "%2B")), decoded(uri))
                    .map(bundle::getEntry).filter(Objects::nonNull).findFirst().orElseThrow();
            return new OctetStreamData(new ByteArrayInputStream(bundle.getInputStream(entry).readAllBytes()));
        } catch (Exception problem) {
            throw new URIReferenceException("no member for the reference");
        }
    }

    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException problem) {
            return uri;
        }
    }

    /** Selects no key, for reading a signature without validating it. */
    private static final class Unused extends KeySelector {
        @Override
        public javax.xml.crypto.KeySelectorResult select(
                javax.xml.crypto.dsig.keyinfo.KeyInfo info, Purpose purpose,
                javax.xml.crypto.AlgorithmMethod method, javax.xml.crypto.XMLCryptoContext context) {
            return null;
        }
    }
}
