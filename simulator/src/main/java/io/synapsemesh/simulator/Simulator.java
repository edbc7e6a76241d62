package io.synapsemesh.simulator;

import io.synapsemesh.simulator.directory.GraphFake;
import io.synapsemesh.simulator.http.RequestLog;
import io.synapsemesh.simulator.oidc.CiIssuerFake;
import io.synapsemesh.simulator.oidc.EntraTenantFake;
import io.synapsemesh.simulator.oidc.ImdsFake;
import io.synapsemesh.simulator.oidc.OidcIssuerFake;
import io.synapsemesh.simulator.synapse.Access;
import io.synapsemesh.simulator.synapse.Arrival;
import io.synapsemesh.simulator.synapse.DevTrouble;
import io.synapsemesh.simulator.synapse.SynapseDevFake;
import io.synapsemesh.simulator.synapse.TokenTrust;
import io.synapsemesh.simulator.synapse.WorkspaceState;
import io.synapsemesh.simulator.tds.SynapseSqlFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All fakes, wired: workspaces that believe the tokens of one Entra tenant, its issuer, a CI issuer, and the CA of
/// every certificate. Everything listens on ephemeral loopback ports and ends with [#close()].
///
/// It starts as [Access.Authenticated]: a request needs a token for Synapse, and then may do everything, so that only
/// the mesh decides; [#access(Access)] changes that while running.
public final class Simulator implements AutoCloseable {
    /// The tenant whose tokens the workspaces believe.
    public static final String TENANT_ID = "11111111-1111-1111-1111-111111111111";

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,48}[a-z0-9]";
    private static final int WORKSPACES_MAX = 1_000;

    private final SimulatorCa ca;
    private final OidcIssuerFake oidc;
    private final EntraTenantFake tenant;
    private final ImdsFake imds;
    private final SynapseDevFake dev;
    private final Map<String, SimulatedWorkspace> workspaces = new LinkedHashMap<>();
    private final Clock clock;
    private final GraphFake graph;

    private Simulator(List<String> names, Clock clock) {
        this.clock = clock;
        this.ca = SimulatorCa.create(clock);
        this.oidc = OidcIssuerFake.start(ca, clock);
        this.tenant = oidc.entra(TENANT_ID);
        this.imds = ImdsFake.start(tenant, clock);
        var states = new LinkedHashMap<String, WorkspaceState>();
        names.forEach(name -> states.put(name + ".dev" + SimulatedWorkspace.SUFFIX, new WorkspaceState(name)));
        this.dev = SynapseDevFake.start(ca, states, new Access.Authenticated(trust()));
        this.graph = GraphFake.start(ca, clock);
        graph.trust(trust());
        states.values().forEach(state -> workspaces.put(state.name(), open(state)));
    }

    public static Simulator start(List<String> workspaces) {
        return start(workspaces, Clock.systemUTC());
    }

    /// @param clock for certificates and tokens; TLS clients judge certificates by their own clock
    /// @throws IllegalArgumentException for a name Azure would not take, or more than 1,000 of them
    public static Simulator start(List<String> workspaces, Clock clock) {
        if (workspaces.isEmpty() || workspaces.size() > WORKSPACES_MAX) {
            throw new IllegalArgumentException("a simulator has 1 to 1,000 workspaces, not " + workspaces.size());
        }
        workspaces.stream().filter(name -> !name.matches(NAME)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("'" + name + "' is no workspace name: it must match " + NAME);
        });
        return new Simulator(workspaces.stream().distinct().toList(), clock);
    }

    private SimulatedWorkspace open(WorkspaceState state) {
        return new SimulatedWorkspace(state.name(), state, dev.port(), SynapseSqlFake.start(), SynapseSqlFake.start());
    }

    /// @throws IllegalArgumentException if no workspace has this name
    public SimulatedWorkspace workspace(String name) {
        var workspace = workspaces.get(name);
        if (workspace == null) {
            throw new IllegalArgumentException("the simulator has " + workspaces.keySet() + ", not '" + name + "'");
        }
        return workspace;
    }

    public List<SimulatedWorkspace> workspaces() {
        return List.copyOf(workspaces.values());
    }

    /// The root a mesh must trust for its upstreams and its issuer.
    public String caPem() {
        return ca.pem();
    }

    public SimulatorCa ca() {
        return ca;
    }

    public OidcIssuerFake oidc() {
        return oidc;
    }

    /// The metadata service of the machine the mesh runs on; its identities are of [#tenant()].
    public ImdsFake imds() {
        return imds;
    }

    public EntraTenantFake tenant() {
        return tenant;
    }

    public CiIssuerFake ci() {
        return oidc.ci();
    }

    /// Who is in which group of [#TENANT_ID]; believes that tenant's tokens for Microsoft Graph.
    public GraphFake graph() {
        return graph;
    }

    /// What reached the `dev` endpoints of all workspaces.
    public RequestLog devRequests() {
        return dev.requests();
    }

    /// As whom those requests came that Synapse believed.
    public List<Arrival> arrivals() {
        return dev.arrivals();
    }

    /// Tokens of [#tenant()], in both versions: for an [Access] that asks for one.
    public TokenTrust trust() {
        var issuers = Set.of(tenant.issuerV1(), tenant.issuerV2());
        return new TokenTrust(issuers, tenant.issuer()::publishedKeys, clock);
    }

    public void access(Access access) {
        dev.access(access);
    }

    /// Makes the `dev` endpoints of all workspaces slow, failing or silent.
    public void trouble(DevTrouble trouble) {
        dev.trouble(trouble);
    }

    /// A token that the fake workspaces accept for this object id.
    public String synapseToken(String objectId) {
        return tenant.mint(tenant.synapse(objectId));
    }

    @Override
    public void close() {
        workspaces.values().forEach(workspace -> {
            workspace.sql().close();
            workspace.sqlOnDemand().close();
        });
        dev.close();
        imds.close();
        oidc.close();
        graph.close();
    }
}
