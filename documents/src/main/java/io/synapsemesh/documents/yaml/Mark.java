package io.synapsemesh.documents.yaml;

/// A position in a file; both count from 1.
public record Mark(int line, int column) {
    public static final Mark START = new Mark(1, 1);
}
