package io.synapsemesh.xds.serve;

import io.synapsemesh.xds.snapshot.Resource;
import java.util.Collection;
import java.util.List;

/// Hears, stream by stream, which secrets a client is given and which it has. Trust bundles are secrets: from here
/// comes who may be verifying with which roots.
///
/// Called with the stream's lock held, in the order of the stream.
public interface SecretListener {
    /// These are sent as soon as this returns. What must outlive a crash is kept by then.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be kept: nothing is sent, and the stream ends
    void given(StreamId stream, List<Resource> secrets);

    /// The client has exactly these: it ACKed them, or it came back with their versions. Neither blocks nor throws.
    void taken(StreamId stream, List<Resource> secrets);

    /// The client wants no more of these. Neither blocks nor throws.
    void released(StreamId stream, Collection<String> names);

    /// The stream is gone; told once. Neither blocks nor throws.
    void closed(StreamId stream);

    /// Hears nothing.
    static SecretListener none() {
        return new SecretListener() {
            @Override
            public void given(StreamId stream, List<Resource> secrets) {}

            @Override
            public void taken(StreamId stream, List<Resource> secrets) {}

            @Override
            public void released(StreamId stream, Collection<String> names) {}

            @Override
            public void closed(StreamId stream) {}
        };
    }
}
