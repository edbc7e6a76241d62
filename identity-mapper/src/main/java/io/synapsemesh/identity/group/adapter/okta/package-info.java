/// An Okta organization as a directory. *Takes* a user and the groups asked about, *gives* those it is in, *never*
/// takes a group's name for an id.
@NullMarked
package io.synapsemesh.identity.group.adapter.okta;

import org.jspecify.annotations.NullMarked;
