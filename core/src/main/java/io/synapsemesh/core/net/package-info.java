/// Addresses. *Takes* literals, *gives* ranges, *never* asks a resolver.
@NullMarked
package io.synapsemesh.core.net;

import org.jspecify.annotations.NullMarked;
