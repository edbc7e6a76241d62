/// What trust domains tell one another about whom to trust. *Takes* the bytes of a SPIFFE bundle and our own roots,
/// *gives* the roots of one domain or a refusal with its reason, and our own bundle as others read it, *never* merges
/// two
/// domains and never dials: who fetches is a port.
@NullMarked
package io.synapsemesh.certs.federation;

import org.jspecify.annotations.NullMarked;
