/// Resources are rendered, snapshots published, streams served.
@NullMarked
package io.synapsemesh.xds;

import org.jspecify.annotations.NullMarked;
