/// Which data actions a request on `dev` requires. *Takes* a method and a canonical path, *gives* required pairs or
/// says that the route is unknown.
@NullMarked
package io.synapsemesh.core.route;

import org.jspecify.annotations.NullMarked;
