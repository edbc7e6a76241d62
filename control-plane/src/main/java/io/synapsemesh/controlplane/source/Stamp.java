package io.synapsemesh.controlplane.source;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/// What a file looks like from outside, links followed. Two equal stamps mean equal content unless the file was written
/// again within the clock tick of its own time stamp, so a young stamp does not count ([#settled]).
record Stamp(long size, Instant modified, String key) {
    /// Coarser than the time stamps of any file system in use (FAT: 2 s).
    private static final Duration YOUNG = Duration.ofSeconds(3);

    static Stamp of(BasicFileAttributes attributes) {
        return new Stamp(
                attributes.size(), attributes.lastModifiedTime().toInstant(), String.valueOf(attributes.fileKey()));
    }

    boolean settled(Instant now) {
        return modified.plus(YOUNG).isBefore(now);
    }
}
