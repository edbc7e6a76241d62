/// What a certificate must look like. *Takes* certificates and what they should say, *gives* the list of everything
/// that differs, *never* repairs and never passes what it does not know.
@NullMarked
package io.synapsemesh.certs.profile;

import org.jspecify.annotations.NullMarked;
