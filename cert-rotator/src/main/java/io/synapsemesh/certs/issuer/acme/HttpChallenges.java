package io.synapsemesh.certs.issuer.acme;

/// Who answers on port 80 of the edge's public hosts: `GET /.well-known/acme-challenge/TOKEN` gives the authorization
/// as its body (RFC 8555 section 8.3). The edge implements it. Safe for many threads.
public interface HttpChallenges {
    /// Returns when the answer is in place everywhere a request for the host may arrive.
    ///
    /// @param token letters, digits, `-` and `_` only
    /// @param authorization what to answer with; not a secret
    void publish(String host, String token, String authorization);

    /// The answer is needed no longer; unknown tokens are nothing.
    void withdraw(String host, String token);
}
