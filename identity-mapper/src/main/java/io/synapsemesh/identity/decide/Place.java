package io.synapsemesh.identity.decide;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;

/// One endpoint of one workspace.
public record Place(DocumentRef workspace, Endpoint endpoint) {}
