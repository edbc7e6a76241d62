package io.synapsemesh.simulator.tds;

import java.util.TreeMap;

/// What a Synapse SQL gateway answers to a PRELOGIN: its version, encryption always, federated authentication if asked.
final class PreloginAnswer {
    /// 12.0.2000.0: the version Azure SQL front ends have reported for years (`SELECT @@VERSION`).
    private static final byte[] SERVER_VERSION = {12, 0, 0x07, (byte) 0xd0, 0, 0};

    private PreloginAnswer() {}

    static Prelogin to(Prelogin asked) {
        var options = new TreeMap<Integer, byte[]>();
        options.put(Prelogin.VERSION, SERVER_VERSION);
        options.put(Prelogin.ENCRYPTION, new byte[] {encryption(asked)});
        options.put(Prelogin.INSTANCE, new byte[] {0});
        options.put(Prelogin.THREAD_ID, new byte[0]);
        options.put(Prelogin.MARS, new byte[] {0});
        options.put(Prelogin.TRACE_ID, new byte[0]);
        if (asked.options().containsKey(Prelogin.FED_AUTH_REQUIRED)) {
            options.put(Prelogin.FED_AUTH_REQUIRED, new byte[] {1});
        }
        return new Prelogin(options);
    }

    /// The specification's table for a server that requires encryption: ON meets ON, everything else REQUIRED.
    private static byte encryption(Prelogin asked) {
        return asked.octet(Prelogin.ENCRYPTION).orElse((byte) 0) == Prelogin.ENCRYPT_ON
                ? Prelogin.ENCRYPT_ON
                : Prelogin.ENCRYPT_REQUIRED;
    }

    /// A client that cannot encrypt gets its answer and then no session.
    static boolean ends(Prelogin asked) {
        return asked.octet(Prelogin.ENCRYPTION).orElse((byte) 0) == Prelogin.ENCRYPT_NOT_SUPPORTED;
    }
}
