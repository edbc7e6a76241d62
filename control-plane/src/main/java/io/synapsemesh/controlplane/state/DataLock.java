package io.synapsemesh.controlplane.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/// The right to be the one server of a data directory, until closed or until the process ends.
public final class DataLock implements AutoCloseable {
    private final FileChannel channel;

    DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Closing the channel releases the lock. The file stays: removing it would let two processes lock two files of
    /// one name.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the data directory", e);
        }
    }
}
