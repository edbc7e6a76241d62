package io.synapsemesh.controlplane.source;

import io.synapsemesh.documents.Parsed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One file as it was read.
///
/// @param name relative to the configuration directory
/// @param sha256 of its bytes, hex
record FileText(String name, String sha256, byte[] bytes, Parsed parsed) {
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
