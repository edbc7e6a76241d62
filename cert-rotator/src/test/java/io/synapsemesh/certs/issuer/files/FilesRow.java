package io.synapsemesh.certs.issuer.files;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.ConformanceCase;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerConformanceTest;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.IssuerRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// Files on disk.
public final class FilesRow {
    private FilesRow() {}

    public static IssuerRow row() {
        return IssuerRow.of(
                "files",
                IssuerRow.Peer.REAL,
                "the file system, with a writer of ours",
                IssuerConformanceTest.class,
                Map.of(
                        ConformanceCase.SLOW, "reading a local file does not wait for anybody",
                        ConformanceCase.RATE_LIMITED, "a file has no such answer",
                        ConformanceCase.RATE_LIMITED_FOR_DAYS, "a file has no such answer",
                        ConformanceCase.SERVER_ERROR, "a file has no such answer",
                        ConformanceCase.TLS_SWAPPED, "a file of this machine, without TLS"),
                Folder::new);
    }

    private static final class Folder implements IssuerPeer {
        private final LeafWriter writer;
        private final FilesIssuer issuer;

        Folder(Clock clock, Path directory) throws IOException {
            writer = new LeafWriter(directory, clock);
            issuer = new FilesIssuer(directory, Fixture.DOMAIN, new AnchorsFile(writer.writeRoots(), clock), clock);
            writer.write(Fault.NONE);
        }

        @Override
        public LeafSource source() {
            return issuer;
        }

        @Override
        public void become(Fault fault) {
            writer.become(fault);
        }

        @Override
        public void renew() {
            writer.renew();
        }

        @Override
        public int calls() {
            return 0;
        }

        @Override
        public Duration deadline() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void close() {}
    }
}
