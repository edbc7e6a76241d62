/// The names of documents and where a compiled line came from.
@NullMarked
package io.synapsemesh.core.document;

import org.jspecify.annotations.NullMarked;
