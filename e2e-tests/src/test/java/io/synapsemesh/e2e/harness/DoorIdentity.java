package io.synapsemesh.e2e.harness;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A certificate for a port of the control plane, from the authority of one that runs: for a test that plays one of
/// its ports.
///
/// @param keyPem PKCS#8
public record DoorIdentity(String chainPem, String keyPem) {
    private static final String HOST = "localhost";

    /// @param dataDir of the running control plane
    public static DoorIdentity of(Path dataDir) {
        var directory = DataDirectory.open(dataDir);
        var random = new SecureRandom();
        var authorities = Authorities.open(
                directory.folder(DataDirectory.Part.CA),
                DataSeal.open(directory, random),
                new AuthorityConfig(TrustDomain.DEMO, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>()),
                _ -> Set.of(HOST),
                Clock.systemUTC(),
                random);
        var key = LeafKey.generate(random);
        var name = new LeafName.Door(SpiffeId.ofControlPlane(TrustDomain.DEMO));
        var chain = authorities.door().issue(LeafRequest.of(name, List.of(HOST), Duration.ofHours(2)), key.csr());
        String pkcs8 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.privateKey().open());
        return new DoorIdentity(chain.pem(), "-----BEGIN PRIVATE KEY-----\n" + pkcs8 + "\n-----END PRIVATE KEY-----\n");
    }

    @Override
    public String toString() {
        return "DoorIdentity[redacted]";
    }
}
