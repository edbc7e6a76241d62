/// The last look at what is about to be shown to proxies. *Takes* a leaf or a bundle and what is around it, *gives*
/// every objection by the name of its check, *never* repairs anything and never lets one bad secret speak for another.
@NullMarked
package io.synapsemesh.certs.gate;

import org.jspecify.annotations.NullMarked;
