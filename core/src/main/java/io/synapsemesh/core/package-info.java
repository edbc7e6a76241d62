/// The nouns of SynapseMesh and the verbs that need nothing from outside. *Takes* values, *gives* values, *never does*
/// IO.
@NullMarked
package io.synapsemesh.core;

import org.jspecify.annotations.NullMarked;
