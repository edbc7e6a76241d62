package io.synapsemesh.e2e.stores;

import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.remote.RealStoreRows;
import io.synapsemesh.certs.store.remote.StoreConformance;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;
import io.synapsemesh.certs.store.remote.StorePeer;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The folder that the product uses by default, put through what the secrets managers are put through.
final class PlainFilesTest {
    @TestFactory
    DynamicNode plainFilesPassEveryCaseThatAppliesToThem() {
        return StoreConformance.of(RealStoreRows.plainFiles((_, directory) -> new Folder(directory)));
    }

    private static final class Folder implements StorePeer {
        private final Path data;
        private final Path folder;
        private final Path away;

        Folder(Path directory) {
            data = directory.resolve("data");
            away = directory.resolve("away");
            folder = DataDirectory.open(data).folder(DataDirectory.Part.CA).path();
        }

        @Override
        public ByteStore client() {
            return DataDirectory.open(data).folder(DataDirectory.Part.CA);
        }

        /// The disk is gone under a control plane that runs, and comes back.
        @Override
        public void become(StoreFault fault) {
            try {
                switch (fault) {
                    case AWAY -> Files.move(folder, away);
                    case NONE -> Files.move(away, folder);
                    case FORBIDDEN,
                            RATE_LIMITED,
                            RATE_LIMITED_FOR_DAYS,
                            SERVER_ERROR,
                            SLOW,
                            STALLED,
                            TORN_ANSWER,
                            EMPTY_ANSWER,
                            WRONG_CONTENT_TYPE,
                            FOREIGN_NOT_FOUND,
                            HUGE_ANSWER,
                            TLS_SWAPPED -> throw new IllegalArgumentException("not applicable: " + fault);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void cut(StoreFakeServer.Cut where, int number) {
            throw new IllegalArgumentException("not applicable");
        }

        /// Nobody is called.
        @Override
        public int calls() {
            return 0;
        }

        @Override
        public int contentBytesMax() {
            return DataFolder.BYTES_MAX;
        }

        @Override
        public Class<? extends UncheckedIOException> failure() {
            return UncheckedIOException.class;
        }

        @Override
        public void close() {}
    }
}
