package io.synapsemesh.documents.yaml;

/// What is read at most. Each limit has a code; beyond it the rest of the document, or of the file, is not read.
public final class Limits {
    /// SYN0102.
    public static final int FILE_BYTES_MAX = 4 * 1024 * 1024;
    /// Levels of lists and mappings in one document, SYN0103.
    public static final int DEPTH_MAX = 50;
    /// Aliases in one document, SYN0104.
    public static final int ALIASES_MAX = 50;
    /// Documents in one file, SYN0108.
    public static final int DOCUMENTS_MAX = 1000;
    /// Values in one file with aliases expanded, SYN0109. Keys are not counted.
    public static final int NODES_MAX = 100_000;
    /// Diagnostics of one file, SYN0113: nobody reads more, and a hostile file could name a hundred thousand.
    public static final int DIAGNOSTICS_MAX = 1000;

    private Limits() {}
}
