package io.synapsemesh.e2e.stores;

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

/// A control plane on free ports of loopback.
public final class StoreSettings {
    private StoreSettings() {}

    public static Settings of(Path config, Path data) {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Settings(
                config,
                data,
                any,
                any,
                any,
                new TreeSet<>(),
                new TreeSet<>(List.of("127.0.0.1", "localhost")),
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
