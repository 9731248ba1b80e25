import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.logging.LogManager;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/** Reads paths from standard input; prints how many pages PDFBox finds in each file, and the version. */
public class PdfBoxReader {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            System.out.println(read(path).replaceAll("\\s+", " "));
        }
    }

    private static String read(String path) {
        try (PDDocument document = Loader.loadPDF(new File(path))) {
            if (document.isEncrypted()) {
                return "encrypted";
            }
            int seen = 0;
            String missing = "";
            for (PDPage page : document.getPages()) {
                page.getMediaBox();
                seen++;
                if (page.getCOSObject().size() == 1) { // what PDFBox puts where there is no page
                    missing += " missing page";
                }
            }
            int count = document.getNumberOfPages();
            return count == seen && count > 0 ? "pages " + count + " " + document.getVersion() + missing
                    : "failed " + count + " pages promised, " + seen + " found" + missing;
        } catch (InvalidPasswordException problem) {
            return "encrypted";
        } catch (Throwable problem) {
            return "failed " + problem;
        }
    }
}
