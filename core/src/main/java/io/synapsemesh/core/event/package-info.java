/// What happened, for the audit log: the record and the port it leaves by.
@NullMarked
package io.synapsemesh.core.event;

import org.jspecify.annotations.NullMarked;
