package io.synapsemesh.controlplane.admin;

import io.synapsemesh.core.diagnostic.Code;

/// A request the API does not fulfil: thrown by routes, written by the server as
/// `{"apiVersion","kind":"Problem","code","message","fix"}`.
final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final Code code;
    private final String fix;

    ApiProblem(int status, Code code, String message, String fix) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.fix = fix;
    }

    static ApiProblem badRequest(String message, String fix) {
        return new ApiProblem(400, Code.SYN1209, message, fix);
    }

    int status() {
        return status;
    }

    Body body() {
        return new Body(Json.API_VERSION, "Problem", code.name(), String.valueOf(getMessage()), fix);
    }

    record Body(String apiVersion, String kind, String code, String message, String fix) {}
}
