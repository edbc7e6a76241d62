package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.profile.LeafProfile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What the authorities share before a signature: the declared hosts and the dates. What comes out is linted by whoever
/// asked, as the leaf of any issuer is; once is enough.
///
/// @param backdate for verifiers whose clock is behind; at most [LeafProfile#BACKDATE_MAX]
record Signing(CertificateMaker maker, DeclaredHosts hosts, Clock clock, Duration backdate) {
    Signing {
        if (backdate.isNegative() || backdate.compareTo(LeafProfile.BACKDATE_MAX) > 0) {
            throw new IllegalArgumentException("backdate is between 0 and " + LeafProfile.BACKDATE_MAX);
        }
    }

    /// From when to when; never longer than the signer lives, and never so short that it would be useless.
    record Validity(Instant from, Instant until) {}

    void requireDeclared(LeafRequest request) {
        var declared = hosts.of(request.name());
        for (String host : request.dnsNames()) {
            if (!declared.contains(host)) {
                throw new IssuanceRefused(request.name().text() + " asks for the host name " + host
                        + ", which no document declares for it");
            }
        }
    }

    /// X.509 counts whole seconds; the end is cut so that a leaf never promises more than was asked.
    Validity validity(LeafRequest request, Root signer) {
        Instant now = clock.instant();
        Instant end = signer.certificate().getNotAfter().toInstant();
        Instant wanted = now.plus(request.lifetime());
        Instant until = (wanted.isBefore(end) ? wanted : end).truncatedTo(ChronoUnit.SECONDS);
        if (until.isBefore(now.plus(LeafRequest.LIFETIME_MIN.dividedBy(2)))) {
            throw new IssuanceFailed(
                    "the root that signs " + request.name().text() + " ends at " + end + ". Fix: rotate the root.");
        }
        Instant from = now.minus(backdate).truncatedTo(ChronoUnit.SECONDS);
        Instant rootFrom = signer.certificate().getNotBefore().toInstant();
        if (now.isBefore(rootFrom)) {
            throw new IssuanceFailed("the root that signs " + request.name().text() + " begins at " + rootFrom
                    + ", after now (" + now + "). Fix: set this machine's clock.");
        }
        return new Validity(from.isBefore(rootFrom) ? rootFrom : from, until);
    }
}
