package io.synapsemesh.controlplane;

import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.authority.EndedRoots;
import io.synapsemesh.controlplane.audit.JsonFileSink;
import io.synapsemesh.controlplane.audit.OcsfLine;
import io.synapsemesh.controlplane.pipeline.HostSuffixes;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.documents.resolve.Trust;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/// Brings a data directory back whose roots have ended, so that `serve` can start on it. The caller holds its lock.
public final class MeshRecovery {
    private MeshRecovery() {}

    /// Each replacement is in the audit log when this returns.
    ///
    /// @throws Refused if the CA material is elsewhere or cannot be opened
    public static List<EndedRoots.Replaced> run(
            DataDirectory directory, Trust trust, Collection<Workspace> workspaces) {
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        var config = new AuthorityConfig(
                trust.trustDomain(), trust.rootTtl(), trust.leafBackdate(), HostSuffixes.of(workspaces));
        try (var material = CaMaterial.open(directory, trust.caStore(), trust.keyEncryption(), clock, random);
                var sink = JsonFileSink.open(
                        directory.folder(DataDirectory.Part.AUDIT).path(),
                        new OcsfLine("recovery"),
                        JsonFileSink.Bounds.STANDARD,
                        (event, line) -> {})) {
            var replaced = EndedRoots.replace(material.ca(), material.seal(), config, clock, random);
            for (EndedRoots.Replaced root : replaced) {
                sink.accept(new Event.Configured(
                        clock.instant(),
                        new DocumentRef("Authority", "", root.authority()),
                        0,
                        "recovered",
                        ControlPlane.OPERATOR));
            }
            return replaced;
        }
    }
}
