package io.synapsemesh.identity.serve;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.decide.Point;
import io.synapsemesh.identity.decide.Verdict;
import io.synapsemesh.identity.exchange.CorrelationId;
import io.synapsemesh.identity.exchange.SynapseToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A verdict as Envoy takes it. The metadata is under the key `synapsemesh`: `verdict`, `decisionId`, `principals`,
/// `groups`; `ext_authz` puts it below its own name.
final class CheckAnswer {
    private static final String KEY = "synapsemesh";
    /// The gateway makes it `Authorization` after it took the mesh token out of that header.
    private static final String UPSTREAM = "x-synapsemesh-upstream-authorization";

    private CheckAnswer() {}

    static CheckResponse of(Point point, Verdict verdict, AttributeContext.HttpRequest request) {
        var answer = CheckResponse.newBuilder()
                .setStatus(Status.newBuilder().setCode(code(verdict).getNumber()))
                .setDynamicMetadata(metadata(verdict));
        if (point == Point.EXT_AUTHZ) {
            if (verdict.allowed()) {
                answer.setOkResponse(ok(verdict, request));
            } else {
                answer.setDeniedResponse(denied(verdict));
            }
        }
        return answer.build();
    }

    private static Code code(Verdict verdict) {
        if (verdict.allowed()) {
            return Code.OK;
        }
        return verdict.status() == Reason.NO_CREDENTIAL.httpStatus() ? Code.UNAUTHENTICATED : Code.PERMISSION_DENIED;
    }

    private static OkHttpResponse ok(Verdict verdict, AttributeContext.HttpRequest request) {
        var ok = OkHttpResponse.newBuilder();
        Iterable<String> names = request.hasHeaderMap()
                ? request.getHeaderMap().getHeadersList().stream()
                        .map(HeaderValue::getKey)
                        .toList()
                : request.getHeadersMap().keySet();
        ok.addAllHeadersToRemove(IdentityHeaders.among(names));
        if (verdict.upstream() instanceof SynapseToken.Token(var token, var _)) {
            byte[] bytes = token.open();
            ok.addHeaders(set(UPSTREAM, "Bearer " + new String(bytes, StandardCharsets.US_ASCII)));
            Arrays.fill(bytes, (byte) 0);
            ok.addHeaders(set(
                    CorrelationId.HEADER, CorrelationId.of(verdict.decisionId()).value()));
        }
        return ok.build();
    }

    private static DeniedHttpResponse denied(Verdict verdict) {
        var denied = DeniedHttpResponse.newBuilder()
                .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(verdict.status())))
                .addHeaders(set("content-type", "application/json"))
                .setBody(DenialText.body(verdict));
        if (verdict.status() == Reason.NO_CREDENTIAL.httpStatus()) {
            denied.addHeaders(set("www-authenticate", DenialText.challenge(verdict)));
        }
        return denied.build();
    }

    private static HeaderValueOption set(String name, String value) {
        return HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
                .build();
    }

    private static Struct metadata(Verdict verdict) {
        var principals = ListValue.newBuilder();
        verdict.principals().forEach(principal -> principals.addValues(text(principal)));
        var own = Struct.newBuilder()
                .putFields("verdict", text(verdict.allowed() ? "Allow" : "Deny"))
                .putFields("mode", text(verdict.mode().documentName()))
                .putFields("reason", text(verdict.reason().documentName()))
                .putFields("decisionId", text(verdict.decisionId()))
                .putFields(
                        "principals",
                        Value.newBuilder().setListValue(principals).build());
        verdict.groups().ifPresent(groups -> own.putFields("groups", text(groups)));
        return Struct.newBuilder()
                .putFields(KEY, Value.newBuilder().setStructValue(own).build())
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
