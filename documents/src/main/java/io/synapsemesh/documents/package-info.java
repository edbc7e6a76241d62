/// Documents: YAML in, records with positions and diagnostics out; then resolved into the model of core.
@NullMarked
package io.synapsemesh.documents;

import org.jspecify.annotations.NullMarked;
