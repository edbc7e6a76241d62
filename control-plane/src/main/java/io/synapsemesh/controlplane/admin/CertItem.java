package io.synapsemesh.controlplane.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of CertList. The names of the components are the JSON keys, in this order: a contract.
///
/// @param servedBy the proxies that hold it
/// @param outageBudgetSeconds how long the issuer may be away before this identity has no valid leaf
public record CertItem(
        String identity,
        @Nullable String serial,
        String issuer,
        @Nullable Instant notBefore,
        @Nullable Instant notAfter,
        @Nullable Instant renewAt,
        String state,
        @Nullable String lastError,
        List<String> servedBy,
        long outageBudgetSeconds) {}
