/// The SQL endpoints of a workspace as far as a layer-4 proxy can tell: TDS PRELOGIN, then a session of packets.
///
/// *Takes* TCP connections. *Gives* a PRELOGIN answer, echoed packets and counts. *Never does*: TLS inside TDS,
/// LOGIN7, or SQL.
@NullMarked
package io.synapsemesh.simulator.tds;

import org.jspecify.annotations.NullMarked;
