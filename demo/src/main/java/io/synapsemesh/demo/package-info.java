/// The main job on one machine. *Takes* a directory of documents, *gives* a control plane, simulated workspaces and
/// real
/// Envoys that talk, and a table of what they allowed, *never* is part of the image.
@NullMarked
package io.synapsemesh.demo;

import org.jspecify.annotations.NullMarked;
