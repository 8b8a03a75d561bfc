package peer;

import com.helger.base.debug.GlobalDebug;
import com.helger.security.revocation.CertificateRevocationCheckerDefaults;
import com.helger.security.revocation.ERevocationCheckMode;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * An access point on phase4, for tests. Settings are name=value.
 *
 * <pre>
 *   receive  pki= https= http= out= bouncy=0|1      a receiver, POP000902; each document it accepts becomes a file
 *   send     pki= url= receiver= … cases=FILE       a sender, POP000901, a message for each line (Sender)
 *   doctor   pki= http=                             answers with receipts that are wrong in one way (Doctor)
 * </pre>
 */
public final class Main {
  private Main() {}

  public static void main(String[] words) throws Exception {
    System.setProperty("phase4.manager.inmemory", "true");
    CertificateRevocationCheckerDefaults.setRevocationCheckMode(ERevocationCheckMode.NONE);
    Arguments arguments = new Arguments(words, 1);
    // In debug mode alone phase4 takes plain http.
    GlobalDebug.setDebugModeDirect(arguments.get("url", "").startsWith("http:"));
    GlobalDebug.setProductionModeDirect(false);
    // The JDK's own GCM gathers all of a message before it gives the first octet, in quadratic time.
    if (arguments.get("bouncy", "0").equals("1")) Security.insertProviderAt(new BouncyCastleProvider(), 1);
    switch (words[0]) {
      case "receive" -> Receiver.run(arguments);
      case "send" -> Sender.run(arguments);
      case "doctor" -> Doctor.run(arguments);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  /** The line the tests wait for. */
  static void ready() {
    System.out.println("READY");
    System.out.flush();
  }
}
