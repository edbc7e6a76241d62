/// Everything a mesh of Synapse workspaces needs on its far side, in one process on loopback.
///
/// *Takes* workspace names and a few switches. *Gives* listening fakes, the CA that signed their certificates, token
/// mints and a record of what reached them. *Never does*: listen beyond loopback, write a key to disk, depend on a
/// module of the product, or prove that anything works with the real service: each fake is only as right as the
/// source named beside it in `docs/fakes.md`.
@NullMarked
package io.synapsemesh.simulator;

import org.jspecify.annotations.NullMarked;
