package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// What a request to Synapse gets in place of the mesh token. Everything but the first two means that it must not go
/// on.
public sealed interface SynapseToken {
    /// Nothing: the credential is the caller's own.
    record CallersOwn() implements SynapseToken {}

    /// @param token the bare token, ASCII without spaces
    /// @param expiresAt by our clock
    record Token(SecretBytes token, Instant expiresAt) implements SynapseToken {}

    /// The caller's tenant wants more of the caller first, such as a second factor.
    ///
    /// @param claims what it wants, a JSON object of at most 4 KiB
    /// @param error Entra's word
    /// @param authorization where the caller signs in again
    record Challenge(String claims, String error, URI authorization) implements SynapseToken {
        /// The value of the header that tells a client what to do (entra-docs, `claims-challenge.md`). The claims are
        /// encoded, so nothing of theirs can end the header.
        public String wwwAuthenticate() {
            return "Bearer realm=\"\", authorization_uri=\"" + authorization.toASCIIString()
                    + "\", error=\"insufficient_claims\", claims=\""
                    + Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "\"";
        }
    }

    /// This caller cannot have one, and asking again changes nothing.
    ///
    /// @param reason the contract's word for it
    /// @param why for the caller, without a secret
    /// @param fix for the caller
    record Refused(Reason reason, String why, String fix) implements SynapseToken {}

    /// Nobody can say now.
    ///
    /// @param why for the log, without a secret
    /// @param retryAfter what the other side asked for; zero if it named no time
    record Unavailable(String why, Duration retryAfter) implements SynapseToken {
        public Unavailable(String why) {
            this(why, Duration.ZERO);
        }
    }
}
