package io.synapsemesh.certs.issuer;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One row of the table: an issuer, what its far side is worth, and which cases cannot apply to it.
///
/// @param issuer the field of `MeshTrust.issuer`; with a word after it where one issuer has several rows
/// @param suite the class that runs the row
/// @param notApplicable with the reason, one sentence; counted and published
public record IssuerRow(
        String issuer,
        Peer peer,
        String counterpart,
        String suite,
        Map<ConformanceCase, String> notApplicable,
        Opening opening) {
    /// What a green row proves.
    public enum Peer {
        /// In this process; there is no far side.
        OURS,
        /// The software itself.
        REAL,
        /// Our own reading of the published contract; proves agreement with that reading and nothing more.
        FAKE
    }

    /// Starts the far side and the issuer under test.
    @FunctionalInterface
    public interface Opening {
        /// @param clock what issuer and far side go by; runs, and is moved ahead by the suite
        /// @param directory empty, for files and sockets
        IssuerPeer open(Clock clock, Path directory) throws Exception;
    }

    public IssuerRow {
        SortedMap<ConformanceCase, String> ordered = new TreeMap<>(new EnumMap<>(ConformanceCase.class));
        ordered.putAll(notApplicable);
        notApplicable = Collections.unmodifiableMap(ordered);
        if (notApplicable.containsKey(ConformanceCase.GOOD_CSR)
                || notApplicable.containsKey(ConformanceCase.REFUSED_CSR)) {
            throw new IllegalArgumentException(issuer + ": these apply to everybody");
        }
        if (notApplicable.values().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(issuer + ": a case is left out with a reason or not at all");
        }
    }

    public static IssuerRow of(
            String issuer,
            Peer peer,
            String counterpart,
            Class<?> suite,
            Map<ConformanceCase, String> notApplicable,
            Opening opening) {
        return new IssuerRow(issuer, peer, counterpart, suite.getSimpleName(), notApplicable, opening);
    }
}
