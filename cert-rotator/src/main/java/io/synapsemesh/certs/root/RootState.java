package io.synapsemesh.certs.root;

import io.synapsemesh.certs.Pem;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// The roots of one authority at one moment, without their keys.
///
/// @param current signs
/// @param next prepared or rolled back: in the bundle, signs nothing
/// @param previous signed before `current`: in the bundle, its key kept for a rollback
/// @param bundleHash of the bundle handed out now
/// @param start when a rotation begins
/// @param readiness whether `next` could sign now
public record RootState(
        AuthorityName authority,
        X509Certificate current,
        Optional<X509Certificate> next,
        Optional<X509Certificate> previous,
        Optional<Rotation> rotation,
        String bundleHash,
        RootStart start,
        Readiness readiness) {
    /// Of roots whose keys are all here.
    public RootState(
            AuthorityName authority,
            X509Certificate current,
            Optional<X509Certificate> next,
            Optional<X509Certificate> previous,
            Optional<Rotation> rotation,
            String bundleHash) {
        this(authority, current, next, previous, rotation, bundleHash, RootStart.BY_AGE, Readiness.READY);
    }

    public RootState starting(RootStart when) {
        return new RootState(authority, current, next, previous, rotation, bundleHash, when, readiness);
    }

    public Optional<Phase> phase() {
        return rotation.map(Rotation::phase);
    }

    /// The root whose leaves have to be replaced before the present phase can end.
    public Optional<X509Certificate> leaving() {
        return phase().flatMap(phase -> switch (phase) {
            case PREPARED -> Optional.<X509Certificate>empty();
            case ACTIVATED -> previous;
            case ROLLING_BACK -> next;
        });
    }

    public Instant endsAt() {
        return current.getNotAfter().toInstant();
    }

    /// How roots are named wherever somebody may compare them: SHA-256 of the DER, hexadecimal.
    public static String fingerprint(X509Certificate root) {
        return Pem.sha256Hex(Pem.der(root));
    }
}
