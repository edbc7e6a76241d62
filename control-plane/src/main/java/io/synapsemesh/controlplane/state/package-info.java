/// The data directory: what the control plane must remember. *Takes* small files, *gives* them back whole, *never*
/// leaves half a file behind and never works with a directory others can read.
@NullMarked
package io.synapsemesh.controlplane.state;

import org.jspecify.annotations.NullMarked;
