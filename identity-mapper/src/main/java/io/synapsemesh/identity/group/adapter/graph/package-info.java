/// Microsoft Graph as a directory. *Takes* a user or application of a tenant and the groups asked about, *gives* those
/// it is in, through other groups too, *never* follows the URL that a token names.
@NullMarked
package io.synapsemesh.identity.group.adapter.graph;

import org.jspecify.annotations.NullMarked;
