package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;

/// One ADS stream.
///
/// @param number of this server's life: a later stream has a higher one
public record StreamId(DocumentRef proxy, long number) {}
