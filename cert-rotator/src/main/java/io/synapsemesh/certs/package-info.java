/// Issuers, rotation, trust bundles and the SVID store.
@NullMarked
package io.synapsemesh.certs;

import org.jspecify.annotations.NullMarked;
