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
            for (PDPage page : document.getPages()) {
                page.getMediaBox();
                seen++;
            }
            int count = document.getNumberOfPages();
            return count == seen && count > 0 ? "pages " + count + " " + document.getVersion()
                    : "failed " + count + " pages promised, " + seen + " found";
        } catch (InvalidPasswordException problem) {
            return "encrypted";
        } catch (Throwable problem) {
            return "failed " + problem;
        }
    }
}
