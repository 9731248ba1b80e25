import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads paths from standard input, and prints what Xerces says of each file with the schemas in the arguments. */
public final class Schemas {
    public static void main(String[] arguments) throws Exception {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        Schema schema = factory.newSchema(
                Stream.of(arguments).map(each -> new StreamSource(new File(each))).toArray(Source[]::new));
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            System.out.println(answer(schema, path).replaceAll("[\\r\\n]+", " "));
            System.out.flush();
        }
    }

    private static String answer(Schema schema, String path) {
        try {
            Validator validator = schema.newValidator();
            Remembering handler = new Remembering();
            validator.setErrorHandler(handler);
            validator.validate(new StreamSource(new File(path)));
            return handler.first == null ? "ok" : "invalid\t" + handler.first;
        } catch (Exception | Error error) {
            return "malformed\t" + error.getMessage();
        }
    }

    private static final class Remembering implements ErrorHandler {
        private String first;

        @Override
        public void warning(SAXParseException found) {
        }

        @Override
        public void error(SAXParseException found) {
            first = first == null ? found.getMessage() : first;
        }

        @Override
        public void fatalError(SAXParseException found) throws SAXException {
            throw found;
        }
    }
}
