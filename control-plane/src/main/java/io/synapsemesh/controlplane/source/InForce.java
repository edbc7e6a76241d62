package io.synapsemesh.controlplane.source;

import io.synapsemesh.documents.Document;
import java.time.Instant;
import java.util.Optional;

/// One document in force.
///
/// @param file the file it was last good in
/// @param content SHA-256 of that file's bytes then
/// @param missingSince when no file was first found to have it; it counts as gone only after a second look
record InForce(Document document, String file, String content, Standing standing, Optional<Instant> missingSince) {
    enum Standing {
        GOOD,
        /// The newest text is bad.
        STALE,
        /// Gone from the files, not yet from the mesh.
        MISSING
    }

    static InForce good(Document document, String file, String content) {
        return new InForce(document, file, content, Standing.GOOD, Optional.empty());
    }

    InForce stale() {
        return new InForce(document, file, content, Standing.STALE, Optional.empty());
    }

    InForce missing(Instant now) {
        return standing == Standing.MISSING
                ? this
                : new InForce(document, file, content, Standing.MISSING, Optional.of(now));
    }
}
