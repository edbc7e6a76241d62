package io.synapsemesh.certs.store;

import io.synapsemesh.core.diagnostic.Code;

/// A vendor's SDK that the image leaves out. Asked for before the first class that needs it is touched, because a class
/// that is missing later shows as a `NoClassDefFoundError` in the middle of something else.
public record OptionalLibrary(String artifact, String className) {

    /// @throws StoreFailed with SYN0826 if it is not on the class path
    public void require(String what) {
        try {
            Class.forName(className, false, OptionalLibrary.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new StoreFailed(
                    Code.SYN0826,
                    what + " needs " + artifact + ", which is not on the class path."
                            + " Fix: add it, with what it depends on, or configure another one.",
                    e);
        }
    }
}
