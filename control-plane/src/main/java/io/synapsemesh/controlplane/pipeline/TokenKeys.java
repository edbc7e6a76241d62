package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.core.model.Provider;
import java.util.List;
import java.util.SortedMap;

/// Port: the keys that verify tokens. A change of keys comes back through [Pipeline#keysChanged].
public interface TokenKeys {
    /// The providers whose keys are kept fresh from now on.
    void want(List<Provider> providers);

    /// JWKS documents by issuer URL: only keys of that issuer. An issuer without an entry verifies nothing.
    SortedMap<String, String> of(Provider provider);
}
