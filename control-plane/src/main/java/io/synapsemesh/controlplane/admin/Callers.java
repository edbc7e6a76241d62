package io.synapsemesh.controlplane.admin;

import io.synapsemesh.identity.decide.Memberships;
import io.synapsemesh.identity.token.TokenReader;

/// Port: who a token is, as decisions on requests find it out.
public record Callers(TokenReader reader, Memberships memberships) {}
