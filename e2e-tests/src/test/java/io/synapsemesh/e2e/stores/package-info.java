/// Whole control planes whose CA material is in a secrets manager, with the vendors' SDKs on the class path, which no
/// other module has.
@NullMarked
package io.synapsemesh.e2e.stores;

import org.jspecify.annotations.NullMarked;
