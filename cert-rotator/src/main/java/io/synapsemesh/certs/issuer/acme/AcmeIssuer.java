package io.synapsemesh.certs.issuer.acme;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.RequestedNames;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.BoundedCall;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.core.diagnostic.Code;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeServerException;

/// Certificates of an ACME CA (RFC 8555) for what people outside the mesh see. ACME proves DNS names and addresses and
/// nothing else, so anything with a SPIFFE id is refused with a code before the CA is asked: a CA that signed one
/// would have proved nothing.
///
/// The CA decides how long a leaf lives; ask for 90 days and take what comes. One certificate at a time.
public final class AcmeIssuer implements LeafIssuer, AutoCloseable {
    private final AcmeConfig config;
    private final HttpChallenges challenges;
    private final Clock clock;
    private final Breaker breaker;
    private final AcmeAccount account;

    public AcmeIssuer(AcmeConfig config, HttpChallenges challenges, Clock clock) {
        this.config = config;
        this.challenges = challenges;
        this.clock = clock;
        this.breaker = new Breaker(clock);
        this.account = new AcmeAccount(config, breaker);
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        if (!(request.name() instanceof LeafName.PublicServer)) {
            throw new IssuanceRefused(Code.SYN0841 + ": ACME proves host names only and cannot vouch for "
                    + request.name().text() + ". Fix: use another issuer for the mesh and keep acme for public hosts.");
        }
        var roots = config.anchors().roots();
        RequestedNames.requireExact(request, csr);
        breaker.requirePassage();
        var certificates = ordered(request, csr);
        breaker.succeeded();
        var any = new LeafRequest(request.name(), request.dnsNames(), LeafRequest.LIFETIME_MAX);
        return IssuedChain.accept(name(), any, csr, certificates, roots, clock.instant());
    }

    private List<X509Certificate> ordered(LeafRequest request, SigningRequest csr) {
        try {
            return BoundedCall.within(config.deadline(), () -> order(request, csr), () -> {});
        } catch (IssuanceFailed e) {
            throw e;
        } catch (TimeoutException e) {
            throw failed("the CA did not issue within " + config.deadline(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuanceFailed("interrupted while waiting for the CA", e);
        } catch (Exception e) {
            throw failed("the CA cannot be asked: " + said(e), e);
        }
    }

    private synchronized List<X509Certificate> order(LeafRequest request, SigningRequest csr)
            throws AcmeException, InterruptedException {
        var login = account.login();
        try {
            var order = login.newOrder().domains(request.dnsNames()).create();
            for (Authorization authorization : order.getAuthorizations()) {
                prove(authorization);
            }
            order.waitUntilReady(config.deadline());
            order.execute(csr.der());
            if (order.waitForCompletion(config.deadline()) != Status.VALID) {
                throw judged(request, "the order is " + order.getStatus() + reason(order.getError()));
            }
            return certificates(order);
        } catch (AcmeServerException e) {
            throw judged(request, said(e));
        }
    }

    private void prove(Authorization authorization) throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String host = authorization.getIdentifier().getDomain();
        var challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new IssuanceFailed("the CA offers no http-01 challenge for " + host));
        challenges.publish(host, challenge.getToken(), challenge.getAuthorization());
        try {
            challenge.trigger();
            if (!isProven(authorization)) {
                challenge.fetch();
                throw failed(
                        "the CA did not find our answer at http://" + host + "/.well-known/acme-challenge/"
                                + reason(challenge.getError())
                                + ". Fix: see that the host leads to the edge on port 80.",
                        null);
            }
        } finally {
            challenges.withdraw(host, challenge.getToken());
        }
    }

    /// Waits half of the time: some CAs go on trying, and then there is still time to ask why it found nothing.
    private boolean isProven(Authorization authorization) throws AcmeException, InterruptedException {
        try {
            return authorization.waitForCompletion(config.deadline().dividedBy(2)) == Status.VALID;
        } catch (AcmeNetworkException | AcmeServerException e) {
            throw e;
        } catch (AcmeException e) {
            return false; // the library's word for "not yet"
        }
    }

    /// acme4j says what is missing with exceptions of its own; an order that is valid has a certificate.
    private static List<X509Certificate> certificates(Order order) throws AcmeException {
        var certificate = order.getCertificate();
        certificate.download();
        return certificate.getCertificateChain();
    }

    /// The CA read what we asked and said no: of an account in trouble, a name it does not serve, or a limit.
    private IssuanceFailed judged(LeafRequest request, String said) {
        boolean forGood = said.contains("rejectedIdentifier")
                || said.contains("badCSR")
                || said.contains("unsupportedIdentifier");
        String message = "the CA refuses " + request.name().text() + ": " + said;
        return forGood ? new IssuanceRefused(message) : failed(message, null);
    }

    /// The hold of an answer that named a time is longer than the one set here, and stays.
    private IssuanceFailed failed(String message, @Nullable Exception cause) {
        try {
            breaker.requirePassage();
            breaker.hold(Optional.empty(), message);
        } catch (IssuanceFailed alreadyHeld) {
            // It was asked to be left alone for longer than we would.
        }
        return cause == null ? new IssuanceFailed(message) : new IssuanceFailed(message, cause);
    }

    private static String said(Exception e) {
        String problem = e instanceof AcmeServerException server ? server.getType() + " " : "";
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return IssuedChain.quoted(problem + deepest.getClass().getSimpleName() + ": " + deepest.getMessage());
    }

    private static String reason(Optional<Problem> problem) {
        return problem.map(p -> " (" + IssuedChain.quoted(p.toString()) + ")").orElse("");
    }

    @Override
    public Anchors anchors() {
        return config.anchors().roots().anchors();
    }

    @Override
    public X509Certificate signer() {
        return config.anchors().roots().signer();
    }

    @Override
    public void close() {
        account.close();
    }
}
