package io.synapsemesh.controlplane.federation;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Port: told who asked for our bundle and what he says that he holds of it.
@FunctionalInterface
public interface Callers {
    /// @param shown the client's certificate, leaf first, whose key he has shown to hold; nothing else about it was
    ///     judged. Empty: he showed none
    /// @param held the one bundle that he names as his, by its content hash
    void asked(List<X509Certificate> shown, Optional<String> held);
}
