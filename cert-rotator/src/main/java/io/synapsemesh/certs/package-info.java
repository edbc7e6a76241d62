/// Issuers, rotation, trust bundles and the SVID store.
///
/// *Takes* leaf requests (who, which hosts, how long), *gives* keys with chains and bundles that obey the profile,
/// *never* signs or hands out anything the lint of [io.synapsemesh.certs.profile] refuses, and never puts nothing in
/// the place of a valid certificate.
@NullMarked
package io.synapsemesh.certs;

import org.jspecify.annotations.NullMarked;
