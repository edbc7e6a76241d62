package io.synapsemesh.controlplane.admin;

import io.synapsemesh.controlplane.status.DocumentStatus;
import java.util.List;

/// Port: what the mesh looks like now. Cheap, safe for many threads, never blocks on the world outside.
public interface Readings {
    List<DocumentStatus> status();

    List<ProxyItem> proxies();

    List<CertItem> certs();

    /// Whether a first snapshot was published and proxies can be served.
    boolean ready();
}
