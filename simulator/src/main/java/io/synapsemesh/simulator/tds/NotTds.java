package io.synapsemesh.simulator.tds;

import java.io.IOException;

/// The peer sent bytes that are no TDS; a real server closes the connection without a word.
final class NotTds extends IOException {
    NotTds(String message) {
        super(message);
    }
}
