/// What no single module can see of itself. *Takes* the compiled modules and the repository, *gives* the edges and
/// names
/// that should not be there, *never* knows what the code does.
@NullMarked
package io.synapsemesh.e2e.architecture;

import org.jspecify.annotations.NullMarked;
