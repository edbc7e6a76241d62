/// What all secrets managers have in common. *Takes* sealed bytes under a file's name, *gives* them back or a code that
/// says why not, *never* sees a key in clear, waits without a deadline, reads without a limit, or takes somebody
/// else's 404 for "not there".
@NullMarked
package io.synapsemesh.certs.store.remote;

import org.jspecify.annotations.NullMarked;
