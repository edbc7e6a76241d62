/// The `dev` endpoint of Synapse workspaces: role-based access control, artifacts, pipelines and Livy.
///
/// *Takes* HTTPS requests for `{workspace}.dev.azuresynapse.net` and a seeded
/// [io.synapsemesh.simulator.synapse.WorkspaceState]. *Gives* the bodies, status codes and headers of the public REST
/// specification and of recorded traffic. *Never does*: run anything; a run or a Spark session is only a record.
@NullMarked
package io.synapsemesh.simulator.synapse;

import org.jspecify.annotations.NullMarked;
