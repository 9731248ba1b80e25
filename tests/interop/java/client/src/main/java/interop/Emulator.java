package interop;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** The emulator's control path: what signers do, the time, and what goes wrong. */
final class Emulator {

    private final URI control;
    private final HttpClient http;

    Emulator(String url, HttpClient http) {
        this.control = URI.create(url + "/_emulator/");
        this.http = http;
    }

    /** Have a signer, counted from 0, do something: sign, reject, block ... */
    void have(long job, int signer, String event) throws IOException {
        call(ClassicRequestBuilder.post(control.resolve("jobs/" + job + "/signers/" + signer + "/" + event)));
    }

    /** Have a signer of a direct job do something, and return where their browser is sent. */
    URI exitUrl(long job, int signer, String event) throws IOException {
        String told = call(ClassicRequestBuilder.post(
                control.resolve("jobs/" + job + "/signers/" + signer + "/" + event)));
        return URI.create(told.replaceAll("(?s).*\"exit_url\": \"([^\"]+)\".*", "$1"));
    }

    Instant now() throws IOException {
        String told = call(ClassicRequestBuilder.get(control.resolve("clock")));
        return OffsetDateTime.parse(told.replaceAll("(?s).*\"now\": \"([^\"]+)\".*", "$1")).toInstant();
    }

    void advance(long seconds) throws IOException {
        order("clock", "{\"advance\": " + seconds + "}");
    }

    /** Spoil the next call of an operation. */
    void spoil(String operation, String fault) throws IOException {
        order("faults", "{\"operation\": \"" + operation + "\", \"fault\": \"" + fault + "\"}");
    }

    /** Every job that there is, as JSON. */
    String jobs() throws IOException {
        return call(ClassicRequestBuilder.get(control.resolve("jobs")));
    }

    private void order(String path, String order) throws IOException {
        call(ClassicRequestBuilder.post(control.resolve(path)).setEntity(order, ContentType.APPLICATION_JSON));
    }

    private String call(ClassicRequestBuilder builder) throws IOException {
        ClassicHttpRequest request = builder.build();
        return http.execute(request, answer -> {
            String told = EntityUtils.toString(answer.getEntity());
            if (answer.getCode() != 200) {
                throw new IOException("the emulator answers " + request + " with " + told);
            }
            return told;
        });
    }
}
