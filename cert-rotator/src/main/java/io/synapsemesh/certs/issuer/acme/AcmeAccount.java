package io.synapsemesh.certs.issuer.acme;

import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.KeyFile;
import io.synapsemesh.certs.issuer.LimitedHttpClient;
import java.net.http.HttpClient;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/// Our account at the CA: made at first use, known again by its key afterwards. The session is opened anew when the
/// server's CA file changes.
final class AcmeAccount implements AutoCloseable {
    private final AcmeConfig config;
    private final Breaker breaker;
    private Optional<Opened> opened = Optional.empty();

    private record Opened(String trustVersion, HttpClient client, Login login) {}

    AcmeAccount(AcmeConfig config, Breaker breaker) {
        this.config = config;
        this.breaker = breaker;
    }

    /// Agrees to the CA's terms: whoever declares an ACME issuer has.
    synchronized Login login() throws AcmeException {
        var trust = config.directory().trust();
        String version = trust.version();
        var known = opened.filter(o -> o.trustVersion().equals(version));
        if (known.isPresent()) {
            return known.get().login();
        }
        close();
        var client = new LimitedHttpClient(
                HttpClient.newBuilder()
                        .sslContext(trust.context())
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(config.directory().deadline())
                        .build(),
                IssuerHttp.ANSWER_BYTES_MAX,
                breaker);
        var session = new Session(config.directory().base(), new Provider(client));
        session.networkSettings().setTimeout(config.directory().deadline());
        try {
            var login = new AccountBuilder()
                    .agreeToTermsOfService()
                    .useKeyPair(KeyFile.p256(config.accountKeyFile()))
                    .createLogin(session);
            opened = Optional.of(new Opened(version, client, login));
            return login;
        } finally {
            if (opened.isEmpty()) {
                client.shutdownNow();
            }
        }
    }

    @Override
    public synchronized void close() {
        opened.ifPresent(o -> o.client().shutdownNow());
        opened = Optional.empty();
    }

    /// Any CA by its directory, over our client.
    private static final class Provider extends GenericAcmeProvider {
        private final HttpClient client;

        Provider(HttpClient client) {
            this.client = client;
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            return client;
        }
    }
}
