package peer;

import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import network.oxalis.api.outbound.MessageSender;
import network.oxalis.api.outbound.TransmissionRequest;
import network.oxalis.commons.guice.GuiceModuleLoader;
import network.oxalis.vefa.peppol.common.model.DocumentTypeIdentifier;
import network.oxalis.vefa.peppol.common.model.Endpoint;
import network.oxalis.vefa.peppol.common.model.Header;
import network.oxalis.vefa.peppol.common.model.ParticipantIdentifier;
import network.oxalis.vefa.peppol.common.model.ProcessIdentifier;
import network.oxalis.vefa.peppol.common.model.TransportProfile;

/**
 * Sends one message for each line of a file: envelope, sender, receiver, document type and process, between tabs. Arguments:
 * that file, the URL, the receiver's certificate. Prints a line each: RECEIPT, or FAULT and what Oxalis says of it.
 */
public final class Sender {
  public static void main(String[] arguments) throws Exception {
    Injector oxalis = GuiceModuleLoader.initiate();
    MessageSender sender = oxalis.getInstance(Key.get(MessageSender.class, Names.named("oxalis-as4")));
    X509Certificate receiver;
    try (InputStream in = Files.newInputStream(Path.of(arguments[2]))) {
      receiver = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    for (String line : Files.readAllLines(Path.of(arguments[0])))
      System.out.println(sent(sender, line.split("\t"), Endpoint.of(TransportProfile.AS4, URI.create(arguments[1]), receiver)));
    System.exit(0);  // its threads would go on
  }

  private static String sent(MessageSender sender, String[] what, Endpoint endpoint) {
    Header header = Header.newInstance()
        .sender(ParticipantIdentifier.of(what[1]))
        .receiver(ParticipantIdentifier.of(what[2]))
        .documentType(DocumentTypeIdentifier.of(what[3]))
        .process(ProcessIdentifier.of(what[4]));
    try {
      return "RECEIPT " + sender.send(request(Path.of(what[0]), header, endpoint)).getTransmissionIdentifier();
    } catch (Exception fault) {
      StringBuilder told = new StringBuilder("FAULT");
      for (Throwable one = fault; one != null; one = one.getCause()) told.append(" <- ").append(one);
      return told.toString().replaceAll("\\s+", " ");
    }
  }

  private static TransmissionRequest request(Path envelope, Header header, Endpoint endpoint) {
    return new TransmissionRequest() {
      @Override
      public Endpoint getEndpoint() {
        return endpoint;
      }

      @Override
      public Header getHeader() {
        return header;
      }

      @Override
      public InputStream getPayload() {
        try {
          return Files.newInputStream(envelope);
        } catch (IOException fault) {
          throw new UncheckedIOException(fault);
        }
      }
    };
  }

  private Sender() {}
}
