/// The one writer: documents, certificates and keys in, one published snapshot out. *Takes* changes from any thread,
/// *gives* an immutable [io.synapsemesh.controlplane.pipeline.Published], *never* touches what a change does not
/// concern.
@NullMarked
package io.synapsemesh.controlplane.pipeline;

import org.jspecify.annotations.NullMarked;
