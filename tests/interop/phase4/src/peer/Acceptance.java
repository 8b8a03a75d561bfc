package peer;

import com.helger.collection.commons.ICommonsList;
import com.helger.http.header.HttpHeaderMap;
import com.helger.peppol.sbdh.PeppolSBDHData;
import com.helger.peppol.sbdh.PeppolSBDHDataReader;
import com.helger.peppolid.factory.PeppolIdentifierFactory;
import com.helger.phase4.attachment.WSS4JAttachment;
import com.helger.phase4.ebms3header.Ebms3Property;
import com.helger.phase4.ebms3header.Ebms3SignalMessage;
import com.helger.phase4.ebms3header.Ebms3UserMessage;
import com.helger.phase4.error.AS4ErrorList;
import com.helger.phase4.incoming.IAS4IncomingMessageMetadata;
import com.helger.phase4.incoming.IAS4IncomingMessageState;
import com.helger.phase4.incoming.spi.AS4MessageProcessorResult;
import com.helger.phase4.incoming.spi.AS4SignalMessageProcessorResult;
import com.helger.phase4.incoming.spi.IAS4IncomingMessageProcessorSPI;
import com.helger.phase4.model.error.EEbmsError;
import com.helger.phase4.model.pmode.IPMode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.UUID;
import org.apache.wss4j.dom.str.STRParser.REFERENCE_TYPE;
import org.w3c.dom.Node;

/** Whether a message that phase4 has opened is a Peppol message. Every Standard Business Document taken becomes a file. */
public final class Acceptance implements IAS4IncomingMessageProcessorSPI {
  static volatile Path out;
  static volatile X509Certificate accessPoints;

  /** What becomes the answer's error. */
  private static final class Refused extends Exception {
    Refused(String why) {
      super(why);
    }
  }

  private static void must(boolean holds, String otherwise) throws Refused {
    if (!holds) throw new Refused(otherwise);
  }

  @Override
  public AS4MessageProcessorResult processAS4UserMessage(IAS4IncomingMessageMetadata metadata, HttpHeaderMap headers,
      Ebms3UserMessage message, IPMode pmode, Node body, ICommonsList<WSS4JAttachment> attachments,
      IAS4IncomingMessageState state, AS4ErrorList errors) {
    try {
      protectedAsPeppolWants(state);
      must(attachments != null && attachments.size() == 1, "not exactly one payload");
      byte[] document;
      try (InputStream in = attachments.get(0).getSourceStream()) {
        document = in.readAllBytes();
      }
      saysTheSameAs(message, new PeppolSBDHDataReader(PeppolIdentifierFactory.INSTANCE).extractData(new ByteArrayInputStream(document)));
      Files.write(out.resolve(UUID.randomUUID() + ".xml"), document);
      return AS4MessageProcessorResult.createSuccess();
    } catch (Exception why) {
      errors.add(EEbmsError.EBMS_OTHER.errorBuilder(Locale.ENGLISH)
          .refToMessageInError(message.getMessageInfo().getMessageId())
          .errorDetail(why.toString())
          .build());
      return AS4MessageProcessorResult.createFailure();
    }
  }

  private static void protectedAsPeppolWants(IAS4IncomingMessageState state) throws Exception {
    must(state.isSoapDecrypted(), "not encrypted");
    must(state.isSoapSignatureChecked(), "not signed");
    must(state.getSigningCertificateReferenceType() == REFERENCE_TYPE.DIRECT_REF, "the signer's token is not in the message");
    must(state.getDecryptingCertificateReferenceType() == REFERENCE_TYPE.DIRECT_REF, "the receiver's token is not in the message");
    state.getSigningCertificate().checkValidity();
    state.getSigningCertificate().verify(accessPoints.getPublicKey());
  }

  private static void saysTheSameAs(Ebms3UserMessage message, PeppolSBDHData envelope) throws Refused {
    String signer = message.getPartyInfo().getFrom().getPartyIdAtIndex(0).getValue();
    must(signer.matches("P[A-Z]{2}[0-9]{6}"), "From is no seat id");
    must(property(message, "originalSender").equals(envelope.getSenderValue()), "originalSender");
    must(property(message, "finalRecipient").equals(envelope.getReceiverValue()), "finalRecipient");
    must(message.getCollaborationInfo().getAction().equals(envelope.getDocumentTypeAsIdentifier().getURIEncoded()), "Action");
    must(message.getCollaborationInfo().getService().getValue().equals(envelope.getProcessValue()), "Service");
  }

  private static String property(Ebms3UserMessage message, String name) {
    for (Ebms3Property one : message.getMessageProperties().getProperty())
      if (name.equals(one.getName())) return one.getValue();
    return "";
  }

  @Override
  public AS4SignalMessageProcessorResult processAS4SignalMessage(IAS4IncomingMessageMetadata metadata, HttpHeaderMap headers,
      Ebms3SignalMessage signal, IPMode pmode, IAS4IncomingMessageState state, AS4ErrorList errors) {
    throw new UnsupportedOperationException("signals come as answers only");
  }

  @Override
  public void processAS4ResponseMessage(IAS4IncomingMessageMetadata metadata, IAS4IncomingMessageState state, String messageId,
      byte[] response, boolean available, AS4ErrorList errors) {}
}
