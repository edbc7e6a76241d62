package io.synapsemesh.benchmarks.plane;

import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;

/// What `serve` would start with, on free ports of loopback.
public final class LoopbackSettings {
    private LoopbackSettings() {}

    /// @param config the folder with the documents
    /// @param data made if it is missing
    public static Settings of(Path config, Path data) {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Settings(
                config,
                data,
                loopback,
                loopback,
                loopback,
                new TreeSet<>(),
                new TreeSet<>(List.of("localhost")),
                "synapsemesh",
                "/dev/null",
                Removals.HOLD,
                Settings.DemoTrust.REFUSED,
                UpstreamPolicy.PRODUCTION,
                AddressPolicy.PUBLIC,
                TlsTrust.system(),
                Clock.systemUTC(),
                new SecureRandom());
    }
}
