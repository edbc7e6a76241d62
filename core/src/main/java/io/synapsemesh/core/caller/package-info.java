/// Who asks: the caller behind a request, after authentication. *Takes* verified facts, *gives* values, *never*
/// verifies.
@NullMarked
package io.synapsemesh.core.caller;

import org.jspecify.annotations.NullMarked;
