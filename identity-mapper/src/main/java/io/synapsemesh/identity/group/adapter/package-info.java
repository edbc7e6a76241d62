/// What adapters of directories share. *Takes* requests to one origin, *gives* whole bodies of bounded size or a typed
/// failure within one deadline, *never* follows a redirect, a proxy or a link that leads elsewhere.
@NullMarked
package io.synapsemesh.identity.group.adapter;

import org.jspecify.annotations.NullMarked;
