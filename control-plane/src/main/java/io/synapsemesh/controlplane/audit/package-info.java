/// The audit log. *Takes* [io.synapsemesh.core.event.Event]s, *gives* one line of OCSF JSON each, numbered without
/// gaps,
/// *never* prints a token, a query or a key, and never acknowledges what is not written.
@NullMarked
package io.synapsemesh.controlplane.audit;

import org.jspecify.annotations.NullMarked;
