package io.synapsemesh.certs.csr;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.TrustBundle;
import java.time.Instant;

/// What became of a signing request.
public sealed interface SignAnswer {
    /// @param bundle of the caller's trust domain at the moment of signing
    /// @param renewAt when the caller should ask again
    record Signed(CertificateChain chain, TrustBundle bundle, Instant renewAt) implements SignAnswer {}

    /// @param message for the caller: what is wrong with the request, and nothing it did not send
    record Refused(Why why, String message) implements SignAnswer {}

    enum Why {
        /// The documents want no certificate for this identity.
        NOT_WANTED,
        /// The request itself: its key, its signature, its size, its lifetime.
        BAD_REQUEST,
        /// The caller asks too often, or too much is being signed.
        TOO_OFTEN,
        /// The issuer or the audit log cannot be had now.
        UNAVAILABLE
    }
}
