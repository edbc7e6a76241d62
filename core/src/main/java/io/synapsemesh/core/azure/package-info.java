/// Azure's nouns: workspaces, endpoints, data actions, scopes, roles. *Takes* Azure's spelling, *gives* values that
/// compare as Azure compares, *never* calls Azure.
@NullMarked
package io.synapsemesh.core.azure;

import org.jspecify.annotations.NullMarked;
