package io.synapsemesh.e2e.rules;

import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/// A control plane for tests: loopback alone, the demo's trust domain.
final class TestSettings {
    private TestSettings() {}

    /// 0 is any.
    record Ports(int xds, int admin) {}

    static Settings of(Path config, Path data, Ports ports, String logFile, SSLContext keyTrust) {
        return new Settings(
                config,
                data,
                loopback(ports.xds()),
                loopback(ports.admin()),
                loopback(0),
                new TreeSet<>(List.of("localhost")),
                new TreeSet<>(List.of("127.0.0.1", "localhost")),
                "synapsemesh",
                logFile,
                Removals.HOLD,
                Settings.DemoTrust.ALLOWED,
                new ThisMachine(),
                new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"))),
                TlsTrust.of(keyTrust),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Loopback, where the simulator is, and nothing else.
    private static final class ThisMachine implements UpstreamPolicy {
        @Override
        public Optional<String> refusal(InetAddress address, List<Cidr> allowed) {
            return address.isLoopbackAddress() ? Optional.empty() : Optional.of("is not this machine");
        }

        @Override
        public Optional<String> refusal(int port) {
            return Optional.empty();
        }
    }
}
