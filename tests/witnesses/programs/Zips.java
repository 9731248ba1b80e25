import java.io.FileInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Reads the paths of archives from standard input, and prints what each of the JDK's two readers sees in them. */
public final class Zips {

    public static void main(String[] arguments) throws Exception {
        Scanner paths = new Scanner(System.in, "UTF-8");
        while (paths.hasNextLine()) {
            String path = paths.nextLine();
            System.out.println(answer(() -> bySeeking(path)));
            System.out.println(answer(() -> byStreaming(path)));
            System.out.flush();
        }
    }

    private interface Reading {
        TreeMap<String, String> read() throws Exception;
    }

    private static String answer(Reading reading) {
        try {
            StringBuilder line = new StringBuilder("ok");
            reading.read().forEach((name, digest) -> line.append('\t').append(hex(name)).append('=').append(digest));
            return line.toString();
        } catch (Exception | Error error) {
            return "refused\t" + String.valueOf(error).replaceAll("\\s+", " ");
        }
    }

    private static String hex(String name) {
        return HexFormat.of().formatHex(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static TreeMap<String, String> bySeeking(String path) throws Exception {
        TreeMap<String, String> found = new TreeMap<>();
        try (ZipFile archive = new ZipFile(path)) {
            for (ZipEntry each : Collections.list(archive.entries())) {
                if (!each.isDirectory()) {
                    found.put(each.getName(), digest(archive.getInputStream(each)));
                }
            }
        }
        return found;
    }

    private static TreeMap<String, String> byStreaming(String path) throws Exception {
        TreeMap<String, String> found = new TreeMap<>();
        try (ZipInputStream archive = new ZipInputStream(new FileInputStream(path))) {
            for (ZipEntry each = archive.getNextEntry(); each != null; each = archive.getNextEntry()) {
                String digest = digest(archive);
                if (!each.isDirectory()) {
                    found.put(each.getName(), digest);
                }
            }
        }
        return found;
    }

    private static String digest(InputStream content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.readAllBytes()));
    }
}
