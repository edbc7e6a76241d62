/// Bytes that are opened only on purpose.
@NullMarked
package io.synapsemesh.core.secret;

import org.jspecify.annotations.NullMarked;
