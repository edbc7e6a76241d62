package io.synapsemesh.benchmarks.issuance;

import io.grpc.ServerInterceptors;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.benchmarks.plane.Keys;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.crypto.NativeCrypto;
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc;
import io.synapsemesh.certs.csr.v1.SignRequest;
import io.synapsemesh.certs.csr.v1.SignResponse;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.XdsPort;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.List;

/// The main class of the reference: the same port and TLS, and a `Sign` that answers nothing. `raw N` answers the
/// microseconds of CPU that one verification and one signature take with the provider in use, on one thread.
final class EmptyProcess {
    private EmptyProcess() {}

    public static void main(String[] arguments) throws IOException {
        NativeCrypto.install();
        var empty = new CertificateServiceGrpc.CertificateServiceImplBase() {
            @Override
            public void sign(SignRequest request, StreamObserver<SignResponse> answers) {
                answers.onNext(SignResponse.getDefaultInstance());
                answers.onCompleted();
            }
        };
        var server = XdsPort.server(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        XdsPort.tls(Keys.selfSigned(LeafKey.p256(new SecureRandom())), Keys.anyone()),
                        List.of(ServerInterceptors.intercept(empty)),
                        Limits.standard(),
                        XdsPort.Connections.standard())
                .start();
        Answers.serve(
                Integer.toString(server.getPort()), words -> Double.toString(rawMicros(Integer.parseInt(words[1]))));
    }

    private static double rawMicros(int count) throws GeneralSecurityException {
        var pair = LeafKey.p256(new SecureRandom());
        byte[] message = new byte[400];
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            var signature = Signature.getInstance(LeafKey.SIGNATURE);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(message);
            if (!signature.verify(signed)) {
                throw new IllegalStateException("a signature of ours does not verify");
            }
        }
        return (threads.getCurrentThreadCpuTime() - before) / 1e3 / count;
    }
}
