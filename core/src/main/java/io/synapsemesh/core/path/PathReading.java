package io.synapsemesh.core.path;

/// What came of reading a request target.
public sealed interface PathReading {
    record Read(CanonicalPath path) implements PathReading {}

    /// Answered with 400.
    ///
    /// @param why for people; holds nothing of the path
    record Refused(String why) implements PathReading {}
}
