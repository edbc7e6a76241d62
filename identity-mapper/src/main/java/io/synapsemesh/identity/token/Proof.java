package io.synapsemesh.identity.token;

/// A verified token and what its verification rests on: it holds as long as the providers in force and the issuer's
/// keys are the very same, and the token is not over.
record Proof(TokenReading.Verified reading, TokenTimes times, Trust trust, TrustedIssuer issuer, KeyRing ring) {}
