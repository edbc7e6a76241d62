/// Decisions for enforcement points. *Takes* what a proxy reports of one request and one moment of the mesh, *gives* a
/// verdict that is in the log already, *never* lets a request pass because something failed or took too long.
@NullMarked
package io.synapsemesh.identity.decide;

import org.jspecify.annotations.NullMarked;
