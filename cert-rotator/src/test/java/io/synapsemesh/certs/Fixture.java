package io.synapsemesh.certs;

import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The nouns most tests need: one trust domain, a workspace, a sidecar, and a data directory in memory.
public final class Fixture {
    public static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");
    public static final LeafName.Svid WORKSPACE =
            new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/synapse/3333/rg1/contoso"));
    public static final LeafName.Svid SIDECAR =
            new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/nightly"));
    public static final LeafName.Door DOOR = new LeafName.Door(SpiffeId.ofControlPlane(DOMAIN));
    public static final LeafName.DevServer DEV =
            new LeafName.DevServer(SIDECAR.identity(), "contoso.dev.azuresynapse.net");
    public static final List<String> HOSTS = List.of("contoso.dev.azuresynapse.net", "contoso.sql.azuresynapse.net");
    public static final SecureRandom RANDOM = new SecureRandom();

    public final TestClock clock = new TestClock();
    public final MemoryStore ca = new MemoryStore();
    public final MemoryStore svids = new MemoryStore();
    public final Set<String> suffixes = new TreeSet<>(Set.of("dev.azuresynapse.net"));
    public Duration rootTtl = Duration.ofDays(365);
    public DeclaredHosts hosts = Fixture::declared;

    public static Set<String> declared(LeafName name) {
        return switch (name) {
            case LeafName.Svid svid -> svid.equals(WORKSPACE) ? Set.copyOf(HOSTS) : Set.of();
            case LeafName.Door door -> Set.of("localhost", "mesh.corp.example");
            case LeafName.PublicServer server -> Set.of("edge.corp.example");
            case LeafName.DevServer server ->
                Set.of("contoso.dev.azuresynapse.net", "contoso.dev.synapse.corp.example");
        };
    }

    public Seal seal() {
        return new Seal(KeyEncryptionKey.openOrCreate(ca, RANDOM), RANDOM);
    }

    public Authorities authorities() {
        var config = new AuthorityConfig(DOMAIN, rootTtl, Duration.ofMinutes(2), new TreeSet<>(suffixes));
        return Authorities.open(ca, seal(), config, name -> hosts.of(name), clock, RANDOM);
    }

    public static LeafRequest workspaceRequest() {
        return LeafRequest.of(WORKSPACE, HOSTS, Duration.ofHours(24));
    }

    public static LeafRequest sidecarRequest() {
        return LeafRequest.of(SIDECAR, List.of(), Duration.ofHours(24));
    }

    public static LeafRequest doorRequest() {
        return LeafRequest.of(DOOR, List.of("localhost"), Duration.ofDays(30));
    }

    public static LeafRequest devRequest() {
        return LeafRequest.of(DEV, List.of(DEV.host()), Duration.ofHours(24));
    }
}
