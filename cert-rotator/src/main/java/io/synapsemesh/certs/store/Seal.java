package io.synapsemesh.certs.store;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM over small files. Sealed form: `SMS1`, 8 bytes of key id, 12 bytes of nonce, ciphertext and tag.
///
/// The *purpose* (what the content is, such as `ca/mesh`) is authenticated with it, so a sealed file copied over
/// another one does not open. Nonces are random: with one key up to 2^32 seals are safe (NIST SP 800-38D section 8.3);
/// 10,000 daily leaves need a thousand years for that. The key id is what a later change of key will look up.
public final class Seal {
    /// Larger content is refused: nothing we keep comes near.
    public static final int BYTES_MAX = 4 * 1024 * 1024;

    private static final byte[] MAGIC = "SMS1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_ID = 8;
    private static final int NONCE = 12;
    private static final int HEADER = 4 + KEY_ID + NONCE;
    private static final int TAG_BITS = 128;

    private final SecretBytes key;
    private final byte[] keyId;
    private final SecureRandom random;

    /// @param key 32 bytes
    public Seal(SecretBytes key, SecureRandom random) {
        if (key.length() != 32) {
            throw new IllegalArgumentException("an AES-256 key has 32 bytes");
        }
        this.key = key;
        this.keyId = keyId(key);
        this.random = random;
    }

    public byte[] seal(String purpose, byte[] plain) {
        if (plain.length > BYTES_MAX) {
            throw new IllegalArgumentException(purpose + " is larger than " + BYTES_MAX + " bytes");
        }
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] header =
                ByteBuffer.allocate(HEADER).put(MAGIC).put(keyId).put(nonce).array();
        try {
            byte[] content = cipher(Cipher.ENCRYPT_MODE, header, purpose).doFinal(plain);
            return ByteBuffer.allocate(HEADER + content.length)
                    .put(header)
                    .put(content)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /// @throws SealBroken if these are not, byte for byte, what [#seal] gave for this purpose and key
    public byte[] open(String purpose, byte[] sealed) {
        boolean ours = sealed.length >= HEADER + TAG_BITS / 8
                && sealed.length <= BYTES_MAX + HEADER + TAG_BITS / 8
                && Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && Arrays.equals(sealed, MAGIC.length, MAGIC.length + KEY_ID, keyId, 0, KEY_ID);
        if (!ours) {
            throw new SealBroken(purpose);
        }
        try {
            byte[] header = Arrays.copyOf(sealed, HEADER);
            return cipher(Cipher.DECRYPT_MODE, header, purpose).doFinal(sealed, HEADER, sealed.length - HEADER);
        } catch (GeneralSecurityException e) {
            throw new SealBroken(purpose);
        }
    }

    private Cipher cipher(int mode, byte[] header, String purpose) throws GeneralSecurityException {
        byte[] raw = key.open();
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            var nonce = new GCMParameterSpec(TAG_BITS, header, HEADER - NONCE, NONCE);
            cipher.init(mode, new SecretKeySpec(raw, "AES"), nonce);
            cipher.updateAAD(header);
            cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
            return cipher;
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static byte[] keyId(SecretBytes key) {
        byte[] raw = key.open();
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("synapsemesh key id".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(raw), KEY_ID);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
