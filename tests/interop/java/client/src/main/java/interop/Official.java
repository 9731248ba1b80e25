package interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import no.digipost.signature.client.ClientConfiguration;
import no.digipost.signature.client.ServiceEnvironment;
import no.digipost.signature.client.core.PollingQueue;
import no.digipost.signature.client.core.ResponseInputStream;
import no.digipost.signature.client.core.Sender;
import no.digipost.signature.client.direct.DirectClient;
import no.digipost.signature.client.portal.PortalClient;
import no.digipost.signature.client.security.KeyStoreConfig;

/** The official client as it is, told of another address, other certificates, and where bundles are dumped. */
final class Official {

    static final String SERVER = "984661185";
    private static final String PASSWORD = "emulator";

    final String url;
    final Path certificates;
    final Path folder;
    final String sender;
    final PortalClient client;
    final DirectClient direct;
    final Emulator emulator;
    final Browser browser;
    final Jobs jobs;
    final DirectJobs directJobs;

    /** The folder has our documents, and gets the bundles that are sent and what is signed. */
    Official(String url, Path certificates, Path folder, String sender) throws IOException {
        this.url = url;
        this.certificates = certificates;
        this.folder = folder;
        this.sender = sender;
        ClientConfiguration usual = configuration(certificates, certificates, SERVER, Clock.systemDefaultZone());
        this.client = new PortalClient(usual);
        this.direct = new DirectClient(usual);
        this.emulator = new Emulator(url, usual.defaultHttpClient());
        this.browser = new Browser(usual.defaultHttpClient());
        this.jobs = new Jobs(this);
        this.directJobs = new DirectJobs(this);
    }

    /** With the certificate in one folder and the trust in another, expecting a server, and by this clock. */
    ClientConfiguration configuration(Path ours, Path trusted, String server, Clock clock) throws IOException {
        ServiceEnvironment environment = new ServiceEnvironment(
                "emulator", URI.create(url + "/api"), List.of(trusted.resolve("trust-anchors").toString()));
        return ClientConfiguration.builder(keyStore(ours))
                .serviceEnvironment(environment)
                .serverOrganizationNumber(server)
                .defaultSender(new Sender(sender))
                .enableDocumentBundleDiskDump(Files.createDirectories(folder.resolve("bundles")))
                .clock(clock)
                .build();
    }

    Sender polling(String queue) {
        return new Sender(sender, PollingQueue.of(queue));
    }

    byte[] document(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    /** Keep what is downloaded under this name; it has to be as long as was told. */
    void keep(String name, ResponseInputStream download) throws IOException {
        try (download) {
            byte[] content = download.readAllBytes();
            Steps.expect(download.getContentLength(), (long) content.length);
            Files.write(Files.createDirectories(folder.resolve("signed")).resolve(name), content);
        }
    }

    private static KeyStoreConfig keyStore(Path certificates) throws IOException {
        try (InputStream file = Files.newInputStream(certificates.resolve("client.p12"))) {
            return KeyStoreConfig.fromOrganizationCertificate(file, PASSWORD);
        }
    }
}
