package io.synapsemesh.core.secret;

/// Where a secret is kept, never what it is: one entry of a named secret.
///
/// @param namespace that of the document which names it
public record SecretEntry(String namespace, String name, String key) {
    /// `namespace/name#key`, for messages.
    @Override
    public String toString() {
        return namespace + "/" + name + "#" + key;
    }
}
