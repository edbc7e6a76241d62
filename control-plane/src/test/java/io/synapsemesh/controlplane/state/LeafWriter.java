package io.synapsemesh.controlplane.state;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.history.HistorySegments;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.rotate.LeafRotator;
import io.synapsemesh.certs.rotate.RotationPolicies;
import io.synapsemesh.certs.rotate.SvidStore;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.controlplane.audit.JsonFileSink;
import io.synapsemesh.controlplane.audit.OcsfLine;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Another control plane, for [LeafKillTest]: renews one leaf on a real data directory, says where it is, and at the
/// point it was told waits there to be killed.
final class LeafWriter {
    static final LeafName NAME = new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/nightly"));
    static final LeafRequest REQUEST = LeafRequest.of(NAME, List.of(), Duration.ofHours(24));

    /// Between the steps, in their order.
    enum Point {
        BEFORE_SIGN,
        AFTER_SIGN,
        BEFORE_AUDIT,
        AFTER_AUDIT,
        BEFORE_HISTORY,
        AFTER_HISTORY,
        BEFORE_KEEP,
        AFTER_KEEP,
        NEVER
    }

    private final Point stop;

    private LeafWriter(Point stop) {
        this.stop = stop;
    }

    public static void main(String[] arguments) {
        var directory = DataDirectory.open(Path.of(arguments[0]));
        try (var rig = open(directory, Point.valueOf(arguments[1]), Duration.ofHours(20))) {
            rig.rotator().want(List.of(REQUEST));
            System.out.println("done");
        }
    }

    record Rig(LeafRotator rotator, JsonFileSink sink) implements AutoCloseable {
        @Override
        public void close() {
            sink.close();
        }
    }

    /// @param ahead how late it is, for all that this process does
    static Rig open(DataDirectory directory, Point stop, Duration ahead) {
        var writer = new LeafWriter(stop);
        var random = new SecureRandom();
        var clock = Clock.offset(Clock.systemUTC(), ahead);
        var seal = DataSeal.open(directory, random);
        var config = new AuthorityConfig(
                TrustDomain.parse("corp.example"), Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>());
        var mesh = Authorities.open(
                        directory.folder(DataDirectory.Part.CA), seal, config, name -> Set.of(), clock, random)
                .mesh();
        var sink = JsonFileSink.open(
                directory.folder(DataDirectory.Part.AUDIT).path(),
                new OcsfLine("test"),
                JsonFileSink.Bounds.STANDARD,
                (event, line) -> {});
        EventSink audit = event -> {
            writer.reach(Point.BEFORE_AUDIT);
            sink.accept(event);
            writer.reach(Point.AFTER_AUDIT);
        };
        var rotator = new LeafRotator(
                name -> writer.issuer(mesh),
                () -> new TrustBundle(config.trustDomain(), mesh.anchors()),
                new SvidStore(writer.store(directory.folder(DataDirectory.Part.SVIDS)), seal),
                new LeafHistory(writer.history(directory.history())),
                audit,
                new Silent(),
                clock,
                random,
                RotationPolicies.STANDARD);
        return new Rig(rotator, sink);
    }

    private void reach(Point point) {
        if (point == stop) {
            System.out.println("at " + point);
            try {
                while (System.in.read() >= 0) {
                    // Nobody writes: it waits to be killed.
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private LeafIssuer issuer(LeafIssuer real) {
        return new LeafIssuer() {
            @Override
            public String name() {
                return real.name();
            }

            @Override
            public CertificateChain issue(LeafRequest request, SigningRequest csr) {
                reach(Point.BEFORE_SIGN);
                var chain = real.issue(request, csr);
                reach(Point.AFTER_SIGN);
                return chain;
            }

            @Override
            public Anchors anchors() {
                return real.anchors();
            }

            @Override
            public X509Certificate signer() {
                return real.signer();
            }
        };
    }

    private ByteStore store(ByteStore real) {
        return new ByteStore() {
            @Override
            public Optional<byte[]> read(String name) {
                return real.read(name);
            }

            @Override
            public void write(String name, byte[] content) {
                reach(Point.BEFORE_KEEP);
                real.write(name, content);
                reach(Point.AFTER_KEEP);
            }

            @Override
            public void delete(String name) {
                real.delete(name);
            }

            @Override
            public SortedSet<String> names() {
                return real.names();
            }
        };
    }

    private HistorySegments history(HistorySegments real) {
        return new HistorySegments() {
            @Override
            public SortedSet<String> names() {
                return real.names();
            }

            @Override
            public Optional<Tail> tail(String name, int bytesMax) {
                return real.tail(name, bytesMax);
            }

            @Override
            public void append(String name, byte[] bytes) {
                reach(Point.BEFORE_HISTORY);
                real.append(name, bytes);
                reach(Point.AFTER_HISTORY);
            }

            @Override
            public void delete(String name) {
                real.delete(name);
            }
        };
    }

    private static final class Silent implements CertificateListener {
        @Override
        public void leafChanged(Leaf leaf) {}

        @Override
        public void leafForgotten(LeafName name) {}

        @Override
        public void bundleChanged(TrustBundle bundle) {}
    }
}
