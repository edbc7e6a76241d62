package io.synapsemesh.xds.serve;

/// What a stream wants of one type: names, and everything if `wildcard`.
record Interest(Wildcard wildcard, Names names) {
    static final Interest NONE = new Interest(Wildcard.NO, Names.NONE);

    /// Legacy: asked for by a first request without names. In state of the world it stays while names stay empty.
    enum Wildcard {
        NO,
        LEGACY,
        EXPLICIT
    }

    boolean everything() {
        return wildcard != Wildcard.NO;
    }

    boolean covers(String name) {
        return everything() || names.contains(name);
    }
}
