package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/// What one leaf must say, no more and no less.
///
/// | leaf | URI SAN | DNS SANs | IP SANs | key usage | extended key usage |
/// |---|---|---|---|---|---|
/// | SVID | the identity | the workspace's declared hosts; none for others | none | signature; others may add | server
/// and client |
/// | door | the control plane | `localhost` and the configured names | 127.0.0.1 | signature | server |
/// | dev server | none: applications know only hosts | the one host | none | signature | server |
/// | public server | none | the edge's public hosts | none | signature | server |
///
/// The last three cannot be used as a client, so they are worth nothing inside the mesh.
///
/// An SVID must be for signatures, and may be for the encipherment of keys and for key agreement, which SPIRE adds by
/// default (X509-SVID section 4.3); we ask for neither.
///
/// @param keyUsages any one of these, all its bits and no more
/// @param lifetimeMax from notBefore to notAfter, backdate included
public record LeafProfile(
        Optional<SpiffeId> uri,
        SortedSet<String> dnsNames,
        SortedSet<String> ipAddresses,
        Set<KeyUsage> keyUsages,
        Set<KeyPurposeId> keyPurposes,
        Duration lifetimeMax) {
    /// The most a leaf may be backdated (certificates travel to clocks that are slow).
    public static final Duration BACKDATE_MAX = Duration.ofMinutes(10);

    private static final Set<KeyPurposeId> SERVER = Set.of(KeyPurposeId.id_kp_serverAuth);
    private static final Set<KeyPurposeId> BOTH = Set.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    private static final Set<KeyUsage> SIGNATURE = Set.of(new KeyUsage(KeyUsage.digitalSignature));
    private static final Set<KeyUsage> SVID = Set.of(
            new KeyUsage(KeyUsage.digitalSignature),
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment),
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement),
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement));
    private static final SortedSet<String> LOOPBACK =
            Collections.unmodifiableSortedSet(new TreeSet<>(Set.of("127.0.0.1")));

    public static LeafProfile of(LeafRequest request) {
        var dns = request.dnsNames();
        var longest = request.lifetime().plus(BACKDATE_MAX);
        return switch (request.name()) {
            case LeafName.Svid svid ->
                new LeafProfile(Optional.of(svid.identity()), dns, Collections.emptySortedSet(), SVID, BOTH, longest);
            case LeafName.Door door ->
                new LeafProfile(Optional.of(door.identity()), dns, LOOPBACK, SIGNATURE, SERVER, longest);
            case LeafName.DevServer _, LeafName.PublicServer _ ->
                new LeafProfile(Optional.empty(), dns, Collections.emptySortedSet(), SIGNATURE, SERVER, longest);
        };
    }
}
