/// What AWS's services share, and the wrapping of a key by a key in KMS. *Takes* the SDK's calls, *gives* answers or a
/// code, *never* lets the SDK retry, redirect or read without a limit.
@NullMarked
package io.synapsemesh.certs.store.aws;

import org.jspecify.annotations.NullMarked;
