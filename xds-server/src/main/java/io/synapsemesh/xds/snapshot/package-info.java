/// What every proxy should have: immutable, shared, versioned by content.
///
/// *Takes* rendered protobuf messages with their origin. *Gives* a [Snapshot]: for each view (one `MeshProxy`)
/// and type a persistent map from name to [Resource], and exactly what changed since the snapshot before.
/// *Never* does: knows a stream, a clock or a transport; copies a world for one change; puts a key byte into a
/// version.
@NullMarked
package io.synapsemesh.xds.snapshot;

import org.jspecify.annotations.NullMarked;
