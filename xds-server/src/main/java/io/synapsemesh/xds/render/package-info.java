/// The model and its compiled policy as Envoy resources.
///
/// *Takes* workspaces, PolicyIr, providers with keys, proxies. *Gives* protobuf messages of Envoy's v3 API, each
/// with the document it comes from, and diagnostics for what Envoy cannot express. *Never* publishes a rule looser
/// than it was written, reads a clock or a file, or depends on what it rendered before: equal input, equal bytes.
///
/// One file for each filter and kind of resource. The order of filters is in [DevFilters] and [SqlFilters], nowhere
/// else.
@NullMarked
package io.synapsemesh.xds.render;

import org.jspecify.annotations.NullMarked;
