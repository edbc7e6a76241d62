package io.synapsemesh.identity.exchange;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens a source at its first use: the SDK behind it is loaded only if a document needs it, and a mesh that passes its
/// callers' own tokens runs without.
public final class LazyTokenSource implements TokenSource, AutoCloseable {
    /// A source that wants closing.
    public interface Open extends TokenSource, AutoCloseable {
        @Override
        void close();
    }

    private final Supplier<Open> opening;
    private final String artifact;
    private @Nullable Open open;

    /// @param artifact what is missing where the classes behind `opening` cannot be loaded, such as
    ///     `com.azure:azure-identity`
    public LazyTokenSource(Supplier<Open> opening, String artifact) {
        this.opening = opening;
        this.artifact = artifact;
    }

    @Override
    public SynapseToken fetch(TokenRequest request) {
        try {
            return opened().fetch(request);
        } catch (LinkageError e) {
            return new SynapseToken.Unavailable(request.kind() + " needs " + artifact
                    + ", which is not on the class path. Fix: add it, with what it depends on, or let callers send their"
                    + " own token (passThrough).");
        }
    }

    private synchronized Open opened() {
        if (open == null) {
            open = opening.get();
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
    }
}
