/// Sources, wiring, lifecycle and the command line.
@NullMarked
package io.synapsemesh.controlplane;

import org.jspecify.annotations.NullMarked;
