package interop;

import static interop.Steps.expectIn;
import static interop.Steps.thrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import no.digipost.signature.client.ClientConfiguration;
import no.digipost.signature.client.portal.PortalClient;

/** Clients and servers that have no business with each other. */
final class Strangers {

    private final Official official;
    private final Path others;
    private final Steps steps;

    Strangers(Official official, Steps steps) {
        this.official = official;
        this.others = official.folder.resolve("others");
        this.steps = steps;
    }

    void play() {
        Path ours = official.certificates;
        steps.step("a server of another organisation is not called", () ->
                expectRefused(configured(ours, ours, "999999999"), "984661185"));
        steps.step("a server that is not trusted is not called", () ->
                expectRefused(configured(ours, others, Official.SERVER), "Path does not chain"));
        // The alert says why, but the connection may be reset before the client has read it.
        steps.step("a client of another authority is not let in", () ->
                expectRefused(configured(others, ours, Official.SERVER), "unknown_ca"));
    }

    private ClientConfiguration configured(Path certificate, Path trusted, String server) throws IOException {
        return official.configuration(certificate, trusted, server, Clock.systemDefaultZone());
    }

    private static void expectRefused(ClientConfiguration configuration, String reason) throws Exception {
        PortalClient client = new PortalClient(configuration);
        StringBuilder told = new StringBuilder();
        Throwable refusal = thrownBy(client::getStatusChange, RuntimeException.class);
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            told.append(each).append(' ');
        }
        expectIn(told.toString(), reason);
    }
}
