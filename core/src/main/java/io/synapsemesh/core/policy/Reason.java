package io.synapsemesh.core.policy;

/// Why a request was decided as it was. The names are a contract: they stand in logs, answers and events.
public enum Reason {
    GRANTED("Granted", 200),
    DENIED_BY_POLICY("DeniedByPolicy", 403),
    NO_GRANT("NoGrant", 403),
    UNKNOWN_ROUTE("UnknownRoute", 403),
    AMBIGUOUS_PATH("AmbiguousPath", 400),
    NO_CREDENTIAL("NoCredential", 401),
    TOKEN_MALFORMED("TokenMalformed", 401),
    TOKEN_TOO_LARGE("TokenTooLarge", 401),
    TOKEN_EXPIRED("TokenExpired", 401),
    TOKEN_NOT_YET_VALID("TokenNotYetValid", 401),
    WRONG_AUDIENCE("WrongAudience", 401),
    WRONG_ISSUER("WrongIssuer", 401),
    WRONG_TENANT("WrongTenant", 401),
    BAD_SIGNATURE("BadSignature", 401),
    UNKNOWN_KEY("UnknownKey", 401),
    ALGORITHM_NOT_ALLOWED("AlgorithmNotAllowed", 401),
    TOKEN_FOR_MICROSOFT("TokenForMicrosoft", 401),
    GROUPS_UNKNOWN("GroupsUnknown", 403),
    ACTOR_NOT_GRANTED("ActorNotGranted", 403),
    USER_NOT_GRANTED("UserNotGranted", 403),
    SOURCE_NOT_ALLOWED("SourceNotAllowed", 403),
    WORKSPACE_UNKNOWN("WorkspaceUnknown", 403),
    ENDPOINT_DISABLED("EndpointDisabled", 403),
    AUTHORIZER_TIMEOUT("AuthorizerTimeout", 403),
    INTERNAL_ERROR("InternalError", 403);

    private final String documentName;
    private final int httpStatus;

    Reason(String documentName, int httpStatus) {
        this.documentName = documentName;
        this.httpStatus = httpStatus;
    }

    public String documentName() {
        return documentName;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
