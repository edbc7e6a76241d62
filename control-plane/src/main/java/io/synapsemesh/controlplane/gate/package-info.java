/// Who may still be verifying certificates of the mesh, and with which roots.
///
/// *Takes* what each stream is given and takes of the trust bundles and leaves, which documents there are, and the word
/// of those who have no stream. *Gives* the members of the gate of a root rotation (rules B), also after a crash.
/// *Never* counts an acknowledgement that is not on the disk, nor one that an older stream gave.
@NullMarked
package io.synapsemesh.controlplane.gate;

import org.jspecify.annotations.NullMarked;
