package io.synapsemesh.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Golden bodies of the wire, kept as the one-line JSON that is sent.
final class Wire {
    private Wire() {}

    static String body(String name) {
        try (var in = Wire.class.getResourceAsStream("wire/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no golden body named " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
