/// A whole control plane in a JVM of its own, and how its callers get in. *Takes* documents in a folder, *gives*
/// settings, channels and certificates, *never* measures.
@NullMarked
package io.synapsemesh.benchmarks.plane;

import org.jspecify.annotations.NullMarked;
