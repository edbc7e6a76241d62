package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.check.CaBundle;
import io.synapsemesh.documents.v1alpha1.Spec;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import io.synapsemesh.documents.yaml.Findings;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a workspace's `pem` says, which no pattern and no CEL rule can tell. Checked while the document is read, so
/// that
/// a bad bundle leaves the last good version in force.
///
/// @param before the last good version
record UpstreamCertificates(Findings findings, Positions positions, Optional<Document> before, Instant now) {
    private static final String PATH = "spec.upstream.pem";

    void check(Spec spec) {
        String pem = pem(spec);
        if (pem == null) {
            return;
        }
        try {
            CaBundle.parse(pem).expired(now).forEach(message -> expired(message, pem));
        } catch (CaBundle.Unusable reason) {
            findings.error(
                    Code.SYN0320,
                    positions.mark(PATH),
                    PATH,
                    reason.getMessage(),
                    "Write the PEM blocks of certificate authorities, one after the other, and nothing else.");
        }
    }

    /// A certificate ages without an edit: one that is in force already does not take its document out of force.
    private void expired(String message, String pem) {
        String fix = "Replace it, or remove it from the bundle.";
        if (before.map(Document::spec).filter(old -> pem.equals(pem(old))).isPresent()) {
            findings.warning(Code.SYN0320, positions.mark(PATH), PATH, message + " and stays in force", fix);
        } else {
            findings.error(Code.SYN0320, positions.mark(PATH), PATH, message, fix);
        }
    }

    private static @Nullable String pem(Spec spec) {
        return spec instanceof SynapseWorkspace workspace ? workspace.upstream().pem() : null;
    }
}
