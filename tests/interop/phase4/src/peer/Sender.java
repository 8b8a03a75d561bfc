package peer;

import com.helger.httpclient.HttpClientFactory;
import com.helger.mime.CMimeType;
import com.helger.peppolid.factory.PeppolIdentifierFactory;
import com.helger.phase4.attachment.AS4OutgoingAttachment;
import com.helger.phase4.attachment.EAS4CompressionMode;
import com.helger.phase4.dump.AS4OutgoingDumperFileBased;
import com.helger.phase4.dump.AS4RawResponseConsumerWriteToFile;
import com.helger.phase4.ebms3header.Ebms3Error;
import com.helger.phase4.ebms3header.Ebms3SignalMessage;
import com.helger.phase4.incoming.IAS4IncomingMessageState;
import com.helger.phase4.model.message.MessageHelperMethods;
import com.helger.phase4.peppol.Phase4PeppolSender;
import com.helger.phase4.profile.peppol.Phase4PeppolHttpClientSettings;
import com.helger.phase4.sender.EAS4UserMessageSendResult;
import com.helger.phase4.sender.IAS4SignalMessageValidationResultHandler;
import com.helger.servlet.mock.MockServletContext;
import com.helger.web.scope.mgr.WebScopeManager;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends one message for each line of a file of cases. A line's settings stand over those of the command:
 *
 * <pre>
 *   case= file= url= from= to= doctype= process=    what and where to
 *   key=POP000901 party=POP000901 compress=on|off id= extra=N (more attachments)  dump=FILE (.as4out and .as4response)
 * </pre>
 *
 * Prints a line a case. GOOD is said of a receipt that is all of this: signed by the certificate written to, about our
 * message, repeating all digests we sent. phase4 itself is content with less.
 */
final class Sender {
  private static final PeppolIdentifierFactory IDS = PeppolIdentifierFactory.INSTANCE;
  private final Arguments one;
  private final Pki pki;
  private final String messageId;
  private final X509Certificate receiver;
  private String digests = "not compared", said = "";
  private boolean signedByReceiver, aboutUs;

  private Sender(Arguments one) throws Exception {
    this.one = one;
    pki = new Pki(one.path("pki"));
    messageId = one.get("id", MessageHelperMethods.createRandomMessageID());
    receiver = pki.certificate(one.get("receiver", "POP000902"));
  }

  static void run(Arguments arguments) throws Exception {
    WebScopeManager.onGlobalBegin(MockServletContext.create());
    for (String line : Files.readAllLines(arguments.path("cases"), StandardCharsets.UTF_8)) {
      Arguments one = arguments.with(line);
      System.out.println(new Sender(one).send().replaceAll("\\s+", " "));
      System.out.flush();
    }
    WebScopeManager.onGlobalEnd();
    System.exit(0);  // phase4's scheduler would go on
  }

  private String send() throws Exception {
    var builder = Phase4PeppolSender.builder();
    builder
        .disableValidation()
        .payload(Files.readAllBytes(one.path("file")))
        .documentTypeID(IDS.parseDocumentTypeIdentifier(one.get("doctype")))
        .processID(IDS.parseProcessIdentifier(one.get("process")))
        .senderParticipantID(IDS.parseParticipantIdentifier(one.get("from")))
        .receiverParticipantID(IDS.parseParticipantIdentifier(one.get("to")))
        .countryC1("BE")
        .senderPartyID(one.get("party", "POP000901"))
        .compressPayload(one.get("compress", "on").equals("on"))
        .receiverEndpointDetails(receiver, one.get("url"))
        .peppolAP_CAChecker(pki.accessPoints())
        .cryptoFactory(pki.crypto(one.get("key", "POP000901")))
        .httpClientFactory(http())
        .messageID(messageId)
        .signalMsgConsumer((signal, metadata, state) -> look(signal, state))
        .signalMsgValidationResultHdl(comparison());
    for (int n = Integer.parseInt(one.get("extra", "0")); n > 0; n--) builder.addAttachment(extra(n));
    if (one.has("dump")) {
      String dump = one.get("dump");
      builder.outgoingDumper(new AS4OutgoingDumperFileBased((mode, id, attempt) -> new File(dump + ".as4out")));
      builder.rawResponseConsumer(new AS4RawResponseConsumerWriteToFile(id -> new File(dump + ".as4response")));
    }
    StringBuilder trouble = new StringBuilder();
    EAS4UserMessageSendResult result = builder.sendMessageAndCheckForReceipt(fault -> trouble.append(told(fault)));
    boolean good = result == EAS4UserMessageSendResult.SUCCESS && digests.equals("equal") && signedByReceiver && aboutUs;
    return (good ? "GOOD " : "BAD ") + one.get("case") + " " + result + " digests=" + digests + " signed=" + signedByReceiver
        + " reference=" + aboutUs + " " + said + trouble;
  }

  private static AS4OutgoingAttachment.Builder extra(int n) {
    return AS4OutgoingAttachment.builder()
        .data(("<extra number=\"" + n + "\"/>").getBytes(StandardCharsets.UTF_8))
        .mimeType(CMimeType.APPLICATION_XML)
        .compression(EAS4CompressionMode.GZIP);
  }

  private HttpClientFactory http() throws Exception {
    var settings = new Phase4PeppolHttpClientSettings();
    if (one.get("url").startsWith("https:")) settings.setSSLContext(pki.tlsClient());
    settings.setResponseTimeout(Timeout.ofMinutes(2));
    return new HttpClientFactory(settings);
  }

  private void look(Ebms3SignalMessage signal, IAS4IncomingMessageState state) {
    signedByReceiver = state.isSoapSignatureChecked() && receiver.equals(state.getSigningCertificate());
    aboutUs = messageId.equals(signal.getMessageInfo().getRefToMessageId());
    for (Ebms3Error error : signal.getError())
      said += "[" + error.getErrorCode() + " " + error.getSeverity() + " " + error.getErrorDetail() + "] ";
  }

  private IAS4SignalMessageValidationResultHandler comparison() {
    return new IAS4SignalMessageValidationResultHandler() {
      @Override
      public void onSuccess() {
        if (digests.equals("not compared")) digests = "equal";
      }

      @Override
      public void onError(String why) {
        digests = "differ";
      }

      @Override
      public void onNotApplicable() {
        digests = "absent";
      }
    };
  }

  private static String told(Throwable fault) {
    StringBuilder text = new StringBuilder();
    for (Throwable one = fault; one != null; one = one.getCause()) text.append(" <- ").append(one);
    return text.toString();
  }
}
