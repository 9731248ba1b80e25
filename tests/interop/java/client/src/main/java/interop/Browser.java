package interop;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.StandardCookieSpec;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/** The browser of a signer, who opens a redirect url and presses a button. It does not follow the redirect back. */
final class Browser {

    private static final Pattern SESSION = Pattern.compile("name=\"session\" value=\"([^\"]+)\"");
    private static final RequestConfig USUAL = RequestConfig.custom().setRedirectsEnabled(false).build();
    private static final RequestConfig ANOTHER =
            RequestConfig.copy(USUAL).setCookieSpec(StandardCookieSpec.IGNORE).build();

    private final HttpClient http;

    Browser(HttpClient http) {
        this.http = http;
    }

    /** Open the url, press the button with this name, and return where the browser is sent. */
    URI sign(URI redirectUrl, String event) throws IOException {
        Matcher session = SESSION.matcher(open(redirectUrl));
        Steps.expect(true, session.find());
        HttpPost form = new HttpPost(redirectUrl);
        form.setEntity(new UrlEncodedFormEntity(List.of(
                new BasicNameValuePair("session", session.group(1)), new BasicNameValuePair("event", event))));
        return URI.create(call(form, USUAL, 303));
    }

    /** Return the page at a url. */
    String open(URI redirectUrl) throws IOException {
        return call(new HttpGet(redirectUrl), USUAL, 200);
    }

    /** Open a url whose page has done its work, and return where the browser is sent. */
    URI openAgain(URI redirectUrl) throws IOException {
        return URI.create(call(new HttpGet(redirectUrl), USUAL, 303));
    }

    /** Expect that another browser cannot use the url. */
    void openInAnother(URI redirectUrl) throws IOException {
        call(new HttpGet(redirectUrl), ANOTHER, 403);
    }

    private String call(HttpUriRequestBase request, RequestConfig config, int status) throws IOException {
        request.setConfig(config);
        return http.execute(request, answer -> {
            Steps.expect(status, answer.getCode());
            return status == 303 ? answer.getHeader("location").getValue() : EntityUtils.toString(answer.getEntity());
        });
    }
}
