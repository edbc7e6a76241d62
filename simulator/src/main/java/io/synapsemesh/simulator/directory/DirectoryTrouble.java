package io.synapsemesh.simulator.directory;

import java.net.URI;
import java.time.Duration;

/// What is wrong with a directory, for tests of the one who asks it. Requests are recorded all the same.
public sealed interface DirectoryTrouble {
    /// Nothing is.
    record None() implements DirectoryTrouble {}

    /// The right answer, but only after `delay` (or when the fake closes).
    record Slow(Duration delay) implements DirectoryTrouble {}

    /// This status with the service's error body.
    record Status(int code) implements DirectoryTrouble {}

    /// 429, as the service words it.
    ///
    /// @param retryAfter seconds, perhaps with a fraction; Okta says the same as the end of its window
    record Throttled(String retryAfter) implements DirectoryTrouble {}

    /// The connection ends without an answer.
    record Dropped() implements DirectoryTrouble {}

    /// The next connection ends without an answer, those after it are served.
    record DroppedOnce() implements DirectoryTrouble {}

    /// The right answer ends after `bytes` of its body.
    record Cut(int bytes) implements DirectoryTrouble {}

    /// The right answer with at least `bytes` of padding.
    record Oversized(int bytes) implements DirectoryTrouble {
        public Oversized {
            if (bytes < 0 || bytes > 64 * 1024 * 1024) {
                throw new IllegalArgumentException("an oversized answer has 0 to 64 MiB, not " + bytes);
            }
        }
    }

    /// 200 and an HTML page.
    record NotJson() implements DirectoryTrouble {}

    /// 302 to `target`.
    record Redirect(URI target) implements DirectoryTrouble {}

    /// The groups of another object in place of those asked for.
    record OtherObject(String id) implements DirectoryTrouble {}

    /// An answer that was made for another request: its correlation id is not the caller's (Microsoft Graph only).
    record OtherRequest() implements DirectoryTrouble {}

    /// Groups that were not asked about (Microsoft Graph's check only).
    record Unasked(String id) implements DirectoryTrouble {}

    /// 200 and JSON of another shape.
    record Misshapen() implements DirectoryTrouble {}

    /// 400 to a check, while lists are answered (Microsoft Graph only).
    record RefusedCheck() implements DirectoryTrouble {}

    /// Each page names `next` as the one after it.
    record NextPage(String next) implements DirectoryTrouble {}

    /// There is always one more page.
    record EndlessPages() implements DirectoryTrouble {}
}
