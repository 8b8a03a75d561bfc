package peer;

import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import com.helger.security.certificate.TrustedCAChecker;
import com.helger.security.revocation.ERevocationCheckMode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The folder of `quittance keys make-test-pki`: names in it without ending. */
final class Pki {
  private static final char[] PASSPHRASE = "peppol".toCharArray();
  private final Path folder;

  Pki(Path folder) {
    this.folder = folder;
  }

  X509Certificate certificate(String name) throws Exception {
    return (X509Certificate) certificates(name).iterator().next();
  }

  private Collection<? extends Certificate> certificates(String name) throws Exception {
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private KeyStore keys(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSPHRASE);
    }
    return store;
  }

  /** Made in memory: a PKCS#12 file of openssl's making holds no certificates that Java would trust. */
  private KeyStore trusting(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSPHRASE);
    int number = 0;
    for (Certificate one : certificates(name)) store.setCertificateEntry("trusted-" + number++, one);
    return store;
  }

  /** Who one is, and whom one believes, as phase4 wants it. */
  AS4CryptoFactoryInMemoryKeyStore crypto(String name) throws Exception {
    KeyStore store = keys(name);
    return new AS4CryptoFactoryInMemoryKeyStore(store, store.aliases().nextElement(), PASSPHRASE, trusting("ap-trust"));
  }

  /** Chain and validity; nobody is asked about revocation. */
  TrustedCAChecker accessPoints() throws Exception {
    return new TrustedCAChecker(ERevocationCheckMode.NONE, Duration.ofHours(1), 100, certificate("ap-ca"));
  }

  SSLContext tlsClient() throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusting("tls-ca"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  SSLContext tlsServer() throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys("tls"), PASSPHRASE);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context;
  }
}
