package io.synapsemesh.core.route;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Scope;

/// One action a request needs, and where.
public record RequiredPair(DataAction action, Scope scope) {}
