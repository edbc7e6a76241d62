package io.synapsemesh.identity.decide;

import io.synapsemesh.core.secret.SecretBytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What goes on to Synapse in place of the mesh token.
public sealed interface Upstream {
    /// Nothing: the credential is the caller's own.
    record Untouched() implements Upstream {}

    /// @param token the bare token, ASCII
    /// @param headers others that go with it, such as one for correlation; names in lower case
    record Given(SecretBytes token, SortedMap<String, String> headers) implements Upstream {
        public Given {
            headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        }
    }

    /// The tenant wants more of the caller first.
    ///
    /// @param wwwAuthenticate the whole header value
    /// @param why for the caller
    record Challenged(String wwwAuthenticate, String why) implements Upstream {}

    /// There is none.
    ///
    /// @param why for the log
    record Refused(String why) implements Upstream {}
}
