package io.synapsemesh.certs.csr;

import com.github.benmanes.caffeine.cache.Ticker;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.rotate.RenewalTimes;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs for a caller whose identity was proven elsewhere: rate, request, issuer, lint, audit, in that order. A
/// certificate the audit log did not take does not exist for the caller. Safe for many threads.
public final class SigningDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SigningDesk.class);
    private static final String REASON = "its holder asked, with a key of its own";

    private final Ports ports;
    private final Clock clock;
    private final TokenBuckets buckets;
    private final Semaphore atOnce;

    /// What the desk asks others.
    ///
    /// @param wanted the certificate that the documents want for an identity, if they want one
    /// @param issuer who signs it now
    /// @param bundle the bundle of the mesh at this moment
    /// @param renewals when the caller should come again
    public record Ports(
            Function<SpiffeId, Optional<LeafRequest>> wanted,
            Function<LeafName, LeafIssuer> issuer,
            Supplier<TrustBundle> bundle,
            EventSink events,
            RenewalTimes renewals) {}

    public SigningDesk(Ports ports, Clock clock, SignRate rate) {
        this(ports, clock, rate, Ticker.systemTicker());
    }

    SigningDesk(Ports ports, Clock clock, SignRate rate, Ticker nanos) {
        this.ports = ports;
        this.clock = clock;
        this.buckets = new TokenBuckets(rate, nanos);
        this.atOnce = new Semaphore(rate.atOnce());
    }

    /// @param csr PKCS#10, DER
    /// @param lifetime the caller's wish; the documents' lifetime is the most it gets
    public SignAnswer sign(SpiffeId caller, byte[] csr, Optional<Duration> lifetime) {
        if (!buckets.take(caller)) {
            return refused(SignAnswer.Why.TOO_OFTEN, "asked too often: come again later");
        }
        if (!atOnce.tryAcquire()) {
            return refused(SignAnswer.Why.TOO_OFTEN, "too much is being signed: come again later");
        }
        try {
            return answer(caller, csr, lifetime);
        } finally {
            atOnce.release();
        }
    }

    private SignAnswer answer(SpiffeId caller, byte[] csr, Optional<Duration> lifetime) {
        var wanted = ports.wanted().apply(caller);
        if (wanted.isEmpty()) {
            return audited(caller, SignAnswer.Why.NOT_WANTED, "no document wants a certificate for " + caller.uri());
        }
        try {
            return signed(asked(wanted.get(), lifetime), SigningRequest.parse(csr));
        } catch (IssuanceRefused | IllegalArgumentException e) {
            return audited(caller, SignAnswer.Why.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (IssuanceFailed e) {
            LOG.warn(
                    "SYN0801 no certificate for a signing request: identity={} reason={}",
                    caller.uri(),
                    e.getMessage());
            return audited(caller, SignAnswer.Why.UNAVAILABLE, "no certificate can be had now");
        } catch (RuntimeException e) {
            // The audit log or an adapter: the caller gets nothing, the reason stays in our own log.
            LOG.warn("no certificate for a signing request: identity={}", caller.uri(), e);
            return refused(SignAnswer.Why.UNAVAILABLE, "no certificate can be had now");
        }
    }

    private static LeafRequest asked(LeafRequest wanted, Optional<Duration> lifetime) {
        return lifetime.filter(shorter -> shorter.compareTo(wanted.lifetime()) < 0)
                .map(shorter -> new LeafRequest(wanted.name(), wanted.dnsNames(), shorter))
                .orElse(wanted);
    }

    private SignAnswer signed(LeafRequest request, SigningRequest csr) {
        var issuer = ports.issuer().apply(request.name());
        var chain = issuer.issue(request, csr);
        var bundle = ports.bundle().get();
        Instant now = clock.instant();
        requireSound(issuer, chain, request, csr, bundle, now);
        ports.events()
                .accept(new Event.Issued(
                        now,
                        request.name().identity(),
                        true,
                        REASON,
                        Optional.of(chain.serial()),
                        Optional.of(chain.notAfter()),
                        Optional.of(chain.fingerprint())));
        return new SignAnswer.Signed(chain, bundle, ports.renewals().after(request.name(), chain, now));
    }

    /// What an issuer gives is looked at whoever it is; here there is no key of ours that could be compared.
    private static void requireSound(
            LeafIssuer issuer,
            CertificateChain chain,
            LeafRequest request,
            SigningRequest csr,
            TrustBundle bundle,
            Instant now) {
        var profile = LeafProfile.of(request);
        var found = issuer.signsHere()
                ? ChainLint.checkSignedHere(chain, csr.subjectPublicKey(), profile, bundle.anchors(), now)
                : ChainLint.check(chain, profile, bundle.anchors(), now);
        if (!found.isEmpty()) {
            throw new IssuanceFailed("the issuer gave a certificate outside the profile: " + found);
        }
        if (!issuer.signsHere() && !chain.leaf().getPublicKey().equals(csr.publicKey())) {
            throw new IssuanceFailed("the issuer certified another key than the one that was asked for");
        }
    }

    private SignAnswer audited(SpiffeId caller, SignAnswer.Why why, String message) {
        try {
            ports.events()
                    .accept(new Event.Issued(
                            clock.instant(),
                            caller,
                            false,
                            message,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        } catch (RuntimeException e) {
            LOG.warn("the refusal could not be logged: identity={} reason={}", caller.uri(), e.getMessage());
        }
        return refused(why, message);
    }

    private static SignAnswer refused(SignAnswer.Why why, String message) {
        return new SignAnswer.Refused(why, message);
    }
}
