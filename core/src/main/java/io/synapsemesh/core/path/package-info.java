/// The grammar of a canonical path. *Takes* the raw request target, *gives* a path or a refusal, *never* repairs.
@NullMarked
package io.synapsemesh.core.path;

import org.jspecify.annotations.NullMarked;
