package io.synapsemesh.identity.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// What joins Synapse's audit log with ours where Synapse sees the mesh's own identity instead of the human: Azure
/// services log the client's request id as it was sent. It follows from the decision's id, so whoever has our event can
/// compute it, and tells nobody else anything: no name, no group, nothing that repeats from request to request.
///
/// It replaces what the client sent: an id that a caller can choose would let it hide behind another one's.
///
/// @param value a GUID (RFC 9562, version 8)
public record CorrelationId(String value) {
    /// Azure REST guidelines, "client request id".
    public static final String HEADER = "x-ms-client-request-id";

    /// @param decisionId of the decision that let the request through
    public static CorrelationId of(String decisionId) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = ByteBuffer.wrap(
                    digest.digest(("synapsemesh-correlation " + decisionId).getBytes(StandardCharsets.UTF_8)));
            long high = (bytes.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
            long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
            return new CorrelationId(new UUID(high, low).toString());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
