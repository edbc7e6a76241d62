package io.synapsemesh.simulator.http;

import java.io.IOException;

/// Thrown by a [Site] to send the head of an answer, the first bytes of its body, and then nothing more.
public final class CutShort extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;
    private final int bytes;

    public CutShort(Reply reply, int bytes) {
        super("told to cut the answer short");
        this.reply = reply;
        this.bytes = Math.min(bytes, Math.max(0, reply.body().length - 1));
    }

    Reply reply() {
        return reply;
    }

    int bytes() {
        return bytes;
    }
}
