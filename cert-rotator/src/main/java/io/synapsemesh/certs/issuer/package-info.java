/// What the issuers outside this process share. *Takes* operator-declared endpoints, files and deadlines, *gives*
/// bounded calls and linted chains, *never* trusts a root that only an answer named, waits without a deadline, or reads
/// without a limit.
@NullMarked
package io.synapsemesh.certs.issuer;

import org.jspecify.annotations.NullMarked;
