/// Tokens and workloads become principals.
@NullMarked
package io.synapsemesh.identity;

import org.jspecify.annotations.NullMarked;
