package io.synapsemesh.controlplane;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.decide.Memberships;
import io.synapsemesh.identity.exchange.ClientSecrets;
import io.synapsemesh.identity.exchange.HeldTokens;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import io.synapsemesh.identity.group.DirectoryToken;
import io.synapsemesh.identity.group.GroupDirectory;
import io.synapsemesh.identity.group.GroupLookups;
import io.synapsemesh.identity.group.GroupSource;
import io.synapsemesh.identity.group.LookupLimits;
import io.synapsemesh.identity.group.LookupListener;
import io.synapsemesh.identity.group.ResolvedGroups;
import io.synapsemesh.identity.group.adapter.DirectorySettings;
import io.synapsemesh.identity.group.adapter.graph.GraphCloud;
import io.synapsemesh.identity.group.adapter.graph.MicrosoftGraphDirectory;
import io.synapsemesh.identity.group.adapter.okta.OktaDirectory;
import io.synapsemesh.identity.token.VerifiedToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/// The directories of the providers in force. One that a document no longer names is closed, and what it said
/// forgotten.
final class GroupDesk implements Memberships, AutoCloseable {
    /// Below the second that a gateway waits: "unknown" is then the answer, and not a timeout.
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private static final Duration DEADLINE = Duration.ofMillis(650);

    private final AzureAccess access;
    private final SSLContext trust;
    private final HeldTokens tokens;
    private final ClientSecrets secrets;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final GroupLookups lookups;
    private volatile Map<String, Opened> opened = Map.of();

    /// @param source as the document has it
    private record Opened(Provider provider, GroupSource source) {}

    GroupDesk(
            AzureAccess access,
            SSLContext trust,
            HeldTokens tokens,
            ClientSecrets secrets,
            LookupListener listener,
            Clock clock) {
        this.access = access;
        this.trust = trust;
        this.tokens = tokens;
        this.secrets = secrets;
        this.clock = clock;
        var limits = LookupLimits.DEFAULT;
        this.lookups = new GroupLookups(
                name -> Optional.ofNullable(opened.get(name)).map(Opened::source),
                new LookupLimits(limits.fresh(), limits.retry(), PATIENCE, limits.bytesMax(), limits.openMax()),
                System::nanoTime,
                threads,
                listener);
    }

    /// The providers in force, all of them.
    synchronized void believe(List<Provider> providers) {
        Map<String, Opened> before = opened;
        var next = new HashMap<String, Opened>();
        for (Provider provider : providers) {
            Opened known = before.get(provider.name());
            boolean same = known != null && known.provider().equals(provider);
            next.put(
                    provider.name(),
                    same
                            ? known
                            : new Opened(
                                    provider,
                                    new GroupSource(
                                            provider.type(),
                                            provider.directory().flatMap(directory -> open(provider, directory)))));
        }
        opened = Map.copyOf(next);
        boolean replaced = before.entrySet().stream().anyMatch(entry -> next.get(entry.getKey()) != entry.getValue());
        if (replaced) {
            lookups.forgetAll();
        }
        before.forEach((name, old) -> {
            if (next.get(name) != old) {
                close(old);
            }
        });
    }

    @Override
    public Found find(VerifiedToken token, SortedSet<String> mentioned) {
        ResolvedGroups resolved = lookups.resolve(token, mentioned);
        return new Found(resolved.groups(), resolved.goodFor().orElse(Duration.ofDays(1)));
    }

    @Override
    public synchronized void close() {
        opened.values().forEach(GroupDesk::close);
        opened = Map.of();
        threads.shutdownNow();
    }

    private static void close(Opened old) {
        old.source().directory().ifPresent(directory -> {
            switch (directory) {
                case MicrosoftGraphDirectory graph -> graph.close();
                case OktaDirectory okta -> okta.close();
                default -> throw new IllegalStateException("a directory of another kind: " + directory.getClass());
            }
        });
    }

    private Optional<GroupDirectory> open(Provider provider, Provider.Directory directory) {
        String issuer = provider.issuers().getFirst().url();
        return switch (directory.kind()) {
            case MICROSOFT_GRAPH ->
                access.graph()
                        .or(() -> GraphCloud.ofIssuer(issuer).map(GraphCloud::origin))
                        .map(origin -> new MicrosoftGraphDirectory(
                                settings(origin), graphToken(origin, directory.credential())));
            case OKTA ->
                Optional.of(new OktaDirectory(
                        settings(origin(issuer)), OktaDirectory.Scheme.SSWS, oktaToken(directory.credential())));
        };
    }

    private DirectorySettings settings(URI origin) {
        return new DirectorySettings(origin, trust, DEADLINE, DirectorySettings.REQUESTS_MAX, clock);
    }

    private static URI origin(String issuer) {
        return URI.create("https://" + URI.create(issuer).getRawAuthority());
    }

    /// As the application that the credential names, or the environment does, in the tenant of the token.
    private DirectoryToken graphToken(URI graph, Provider.Directory.Credential credential) {
        return tenant -> {
            var request = switch (credential) {
                case Provider.Directory.Credential.WorkloadIdentity(var client, var home) ->
                    client(graph, client, home.orElse(tenant), new ClientProof.WorkloadIdentity());
                case Provider.Directory.Credential.Secret(var entry) ->
                    client(graph, Optional.empty(), tenant, new ClientProof.Secret(entry));
            };
            return switch (tokens.token(request)) {
                case SynapseToken.Token(SecretBytes token, var _) -> token;
                case SynapseToken.Refused(var _, String why, String fix) ->
                    throw new IllegalStateException(why + ". " + fix);
                case SynapseToken.Unavailable(String why, var _) -> throw new IllegalStateException(why);
                case SynapseToken.Challenge _, SynapseToken.CallersOwn() ->
                    throw new IllegalStateException("no token for the directory");
            };
        };
    }

    private TokenRequest client(URI graph, Optional<String> client, String tenant, ClientProof proof) {
        String id = client.or(access::clientId)
                .orElseThrow(() -> new IllegalStateException(
                        "nothing names the application to ask Microsoft Graph as. Fix: AZURE_CLIENT_ID, or"
                                + " directory.workloadIdentity.clientId"));
        return new TokenRequest.AsClient(
                access.authority().orElse(URI.create("https://login.microsoftonline.com")),
                tenant,
                id,
                proof,
                graph.toString());
    }

    private DirectoryToken oktaToken(Provider.Directory.Credential credential) {
        return _ -> switch (credential) {
            case Provider.Directory.Credential.Secret(var entry) -> secrets.read(entry);
            case Provider.Directory.Credential.WorkloadIdentity _ ->
                throw new IllegalStateException("Okta knows no workload identity of ours. Fix: directory.secretRef");
        };
    }
}
