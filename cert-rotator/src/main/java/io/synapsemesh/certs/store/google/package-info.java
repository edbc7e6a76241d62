/// What Google's services share, and the wrapping of a key by a key in Cloud KMS. *Takes* the client's calls, *gives*
/// answers or a code, *never* takes an HTTP status alone for the service's word.
@NullMarked
package io.synapsemesh.certs.store.google;

import org.jspecify.annotations.NullMarked;
