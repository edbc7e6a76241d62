/// The certificate authority of the fakes.
///
/// *Takes* host names. *Gives* server certificates, selected by SNI, and the root that a mesh must trust to reach
/// them. *Never does*: keep a key longer than the process lives.
@NullMarked
package io.synapsemesh.simulator.tls;

import org.jspecify.annotations.NullMarked;
