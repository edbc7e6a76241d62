package io.synapsemesh.core.caller;

import io.synapsemesh.core.identity.SpiffeId;

/// Who is asking, after authentication. `provider` is the name of an IdentityProvider document.
public sealed interface Principal {
    /// One word and an id, as in logs and decisions: `user:entra/11111111-…/77777777-…`.
    String print();

    record Workload(SpiffeId id) implements Principal {
        @Override
        public String print() {
            return "workload:" + id.uri();
        }
    }

    /// @param tenant empty where the provider has no tenants
    record User(String provider, String tenant, String id) implements Principal {
        @Override
        public String print() {
            return "user:" + provider + (tenant.isEmpty() ? "" : "/" + tenant) + "/" + id;
        }
    }

    record ServicePrincipal(String provider, String appId) implements Principal {
        @Override
        public String print() {
            return "servicePrincipal:" + provider + "/" + appId;
        }
    }

    /// A token that names neither a user nor an application, such as a CI job's: known by its claims.
    record Claims(String provider, String subject) implements Principal {
        @Override
        public String print() {
            return "claims:" + provider + "/" + subject;
        }
    }

    /// No token and no mesh identity: never granted anything.
    record Anonymous() implements Principal {
        @Override
        public String print() {
            return "anonymous";
        }
    }
}
