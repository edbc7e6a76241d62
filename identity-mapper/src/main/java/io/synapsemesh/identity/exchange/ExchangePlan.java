package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.token.VerifiedToken;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which token a request needs, before anybody is asked.
sealed interface ExchangePlan {
    /// What a tenant may look like before it becomes part of an address.
    Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    record Fetch(TokenRequest request) implements ExchangePlan {}

    record Answer(SynapseToken answer) implements ExchangePlan {}

    static ExchangePlan of(Workspace workspace, Optional<MeshToken> caller, Authorities authorities) {
        Optional<String> resource = authorities.resource(workspace);
        Optional<URI> authority = authorities.of(workspace);
        return switch (workspace.credential()) {
            case UpstreamCredential.PassThrough() -> new Answer(new SynapseToken.CallersOwn());
            case UpstreamCredential.ManagedIdentity(var clientId) ->
                resource.<ExchangePlan>map(name -> new Fetch(new TokenRequest.AsMachine(clientId, name)))
                        .orElseGet(() -> nowhere(workspace));
            case UpstreamCredential.ServicePrincipal(var tenant, var clientId, var proof) ->
                resource.isEmpty() || authority.isEmpty()
                        ? nowhere(workspace)
                        : new Fetch(
                                new TokenRequest.AsClient(authority.get(), tenant, clientId, proof, resource.get()));
            case UpstreamCredential.OnBehalfOf wanted ->
                resource.isEmpty() || authority.isEmpty()
                        ? nowhere(workspace)
                        : caller.map(token -> exchange(wanted, token, authority.get(), resource.get()))
                                .orElseGet(() -> new Answer(refused(
                                        "this workspace acts for its users, and there is no user's token",
                                        "Send a token of " + wanted.provider() + ".")));
        };
    }

    private static ExchangePlan nowhere(Workspace workspace) {
        return new Answer(new SynapseToken.Unavailable("nobody knows where Entra ID is for "
                + workspace.ref().qualifiedName() + ", or it has no dev endpoint. Fix: set AZURE_AUTHORITY_HOST."));
    }

    private static ExchangePlan exchange(
            UpstreamCredential.OnBehalfOf wanted, MeshToken caller, URI authority, String resource) {
        VerifiedToken token = caller.verified();
        String fix = "Sign in as a user of " + wanted.provider() + ".";
        if (!token.provider().equals(wanted.provider())) {
            return new Answer(new SynapseToken.Refused(
                    Reason.WRONG_ISSUER,
                    "a token of " + token.provider() + " cannot be exchanged; only those of " + wanted.provider()
                            + " can",
                    fix));
        }
        if (!(token.principal() instanceof Principal.User(var ignored, var tenant, var id))) {
            return new Answer(refused("only the token of a user can be exchanged, not that of an application", fix));
        }
        String directory = tenant.isEmpty() ? token.tenant() : tenant;
        if (!directory.equals(token.tenant()) || !GUID.matcher(directory).matches()) {
            return new Answer(refused("the token names no tenant to exchange it in", fix));
        }
        return new Fetch(new TokenRequest.OnBehalfOf(
                new TokenRequest.AsClient(
                        authority, directory.toLowerCase(Locale.ROOT), wanted.clientId(), wanted.proof(), resource),
                token.provider(),
                id,
                Optional.ofNullable(token.claims().get("oid")),
                caller.compact(),
                token.expiresAt()));
    }

    private static SynapseToken refused(String why, String fix) {
        return new SynapseToken.Refused(Reason.NO_CREDENTIAL, why, fix);
    }
}
