package io.synapsemesh.certs.store;

/// Sealed bytes that do not open: changed, cut, sealed for another purpose or with another key. Never says more: the
/// reason would be an oracle.
public final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    SealBroken(String purpose) {
        super("the sealed content of " + purpose
                + " does not open: it was changed, or belongs to another key-encryption key."
                + " Fix: restore the whole data directory from one backup.");
    }
}
