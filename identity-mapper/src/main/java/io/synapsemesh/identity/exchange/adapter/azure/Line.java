package io.synapsemesh.identity.exchange.adapter.azure;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The network of one fetch: leads to one place only, wherever an SDK wants to go, and remembers the last answer,
/// because
/// what an SDK throws of it depends on the SDK's version. For one fetch.
final class Line {
    private final BoundedWire wire;
    private final URI expected;
    private final URI actual;
    private volatile @Nullable WireAnswer last;
    private volatile @Nullable String failure;

    /// @param expected the origin an SDK must ask
    /// @param actual where that is
    Line(BoundedWire wire, URI expected, URI actual) {
        this.wire = wire;
        this.expected = expected;
        this.actual = actual;
    }

    WireAnswer exchange(URI uri, String method, Map<String, String> headers, byte[] body) throws IOException {
        last = null;
        failure = null;
        try {
            String origin = uri.getScheme() + "://" + uri.getRawAuthority();
            if (!origin.equals(expected.toString())) {
                throw new IOException("not asked: " + origin + " is not " + expected);
            }
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            WireAnswer answer = wire.exchange(URI.create(actual + uri.getRawPath() + query), method, headers, body);
            last = answer;
            return answer;
        } catch (IOException e) {
            failure = actual.getRawAuthority() + ": "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            throw e;
        }
    }

    /// The last answer; empty if there was none.
    Optional<WireAnswer> last() {
        return Optional.ofNullable(last);
    }

    /// Why there was none; empty if there was.
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
