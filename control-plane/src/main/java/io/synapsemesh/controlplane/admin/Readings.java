package io.synapsemesh.controlplane.admin;

import io.synapsemesh.controlplane.status.DocumentStatus;
import java.util.List;
import java.util.Optional;

/// Port: what the mesh looks like now. Cheap, safe for many threads, never blocks on the world outside.
public interface Readings {
    List<DocumentStatus> status();

    List<ProxyItem> proxies();

    List<CertItem> certs();

    List<RootItem> roots();

    /// What would break without the root that signs now; empty if there is no such authority.
    Optional<ForecastItem> rootForecast(String authority);

    /// The trust domains we federate with.
    List<PeerItem> peers();

    /// The mesh's own SPIFFE bundle, JSON; empty while there are no roots.
    Optional<byte[]> ownBundle();

    /// Whether a first snapshot was published and proxies can be served.
    boolean ready();
}
