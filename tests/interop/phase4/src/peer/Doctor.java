package peer;

import com.helger.phase4.crypto.AS4SigningParams;
import com.helger.phase4.crypto.IAS4CryptoFactory;
import com.helger.phase4.messaging.crypto.AS4Signer;
import com.helger.phase4.model.ESoapVersion;
import com.helger.phase4.model.message.AS4ReceiptMessage;
import com.helger.phase4.model.message.MessageHelperMethods;
import com.helger.phase4.util.AS4ResourceHelper;
import com.helger.servlet.mock.MockServletContext;
import com.helger.web.scope.mgr.WebScopeManager;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Answers every message with a receipt of phase4's making, changed in one way before it is signed (or by whom, or after).
 * The way is the last step of the URL's path. Nothing of the message is checked.
 */
final class Doctor {
  private static final String DS = "http://www.w3.org/2000/09/xmldsig#";
  private static final String EB = "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/";
  private static final String NRI = "http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0";
  private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
  private final IAS4CryptoFactory receiver, otherMember, stranger;

  private Doctor(Pki pki) throws Exception {
    receiver = pki.crypto("POP000902");
    otherMember = pki.crypto("POP000903");
    stranger = pki.crypto("neg-unknownca");
  }

  static void run(Arguments arguments) throws Exception {
    WebScopeManager.onGlobalBegin(MockServletContext.create());
    Doctor doctor = new Doctor(new Pki(arguments.path("pki")));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", arguments.number("http")), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", doctor::answer);
    server.start();
    Main.ready();
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      String way = exchange.getRequestURI().getPath().substring(1);
      byte[] body = body(way, receiptFor(envelopeOf(request), way));
      exchange.getResponseHeaders().set("Content-Type", typeOf(way));
      exchange.sendResponseHeaders(way.equals("status500") || way.equals("fault") ? 500 : 200, body.length == 0 ? -1 : body.length);
      if (body.length > 0) exchange.getResponseBody().write(body);
    } catch (Throwable fault) {
      fault.printStackTrace();
    }
  }

  private static String typeOf(String way) {
    return switch (way) {
      case "html" -> "text/html";
      case "multipart" -> "multipart/related; boundary=\"part\"; type=\"application/soap+xml\"";
      default -> "application/soap+xml;charset=UTF-8";
    };
  }

  private static byte[] body(String way, byte[] receipt) {
    return switch (way) {
      case "empty" -> new byte[0];
      case "html" -> "<html><body><p>Welcome</p></body></html>".getBytes(StandardCharsets.UTF_8);
      case "fault" -> fault().getBytes(StandardCharsets.UTF_8);
      case "multipart" -> joined("--part\r\nContent-Type: application/soap+xml\r\n\r\n", receipt, "\r\n--part--\r\n");
      case "cut" -> java.util.Arrays.copyOf(receipt, receipt.length - 1);
      default -> receipt;
    };
  }

  private static byte[] joined(String before, byte[] middle, String after) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(middle);
    all.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return all.toByteArray();
  }

  private static String fault() {
    String soap = "http://www.w3.org/2003/05/soap-envelope";
    return "<s:Envelope xmlns:s='" + soap + "'><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason>"
        + "<s:Text xml:lang='en'>no</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>";
  }

  private byte[] receiptFor(Document request, String way) throws Exception {
    String about = switch (way) {
      case "noref" -> null;
      case "wrongref" -> "another-message@test";
      default -> first(request, EB, "MessageId").getTextContent();
    };
    AS4ReceiptMessage receipt =
        AS4ReceiptMessage.create(ESoapVersion.SOAP_12, MessageHelperMethods.createRandomMessageID(), null, request, true, about);
    receipt.setMustUnderstand(true);
    Document document = receipt.getAsSoapDocument();
    change(document, way);
    document = parsed(written(document));  // the signer needs a tree whose namespaces are declared
    if (!way.equals("unsigned")) document = signed(document, receipt.getMessagingID(), signer(way));
    if (way.equals("tampered")) first(document, EB, "Timestamp").setTextContent("2020-02-02T02:02:02.222Z");
    if (way.equals("secondreceipt")) addUnsignedSignal(document);
    return written(document);
  }

  private IAS4CryptoFactory signer(String way) {
    return switch (way) {
      case "othersigner" -> otherMember;
      case "roguesigner" -> stranger;
      default -> receiver;
    };
  }

  private static Document signed(Document document, String messagingId, IAS4CryptoFactory signer) throws Exception {
    try (AS4ResourceHelper resources = new AS4ResourceHelper()) {
      return AS4Signer.createSignedMessage(
          signer, document, ESoapVersion.SOAP_12, messagingId, null, resources, true, AS4SigningParams.createDefault());
    }
  }

  private static void change(Document document, String way) {
    Element one = first(document, NRI, "MessagePartNRInformation");
    Node all = one.getParentNode();
    switch (way) {
      case "nochild" -> keepOnly(first(document, EB, "Receipt"), all);
      case "digest" -> bend(one);
      case "drop" -> all.removeChild(one);
      case "extra" -> bend((Element) all.appendChild(one.cloneNode(true)));
      case "duplicate" -> all.appendChild(one.cloneNode(true));
      case "reorder" -> all.appendChild(one);
      case "alg" -> first(document, DS, "DigestMethod").setAttribute("Algorithm", "http://www.w3.org/2001/04/xmlenc#sha512");
      case "transform" -> first(document, DS, "Transform").setAttribute("Algorithm", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315");
      case "stripns" -> remove(document, EXCLUSIVE, "InclusiveNamespaces");
      case "nonri" -> all.getParentNode().removeChild(all);
      default -> {}
    }
  }

  private static void keepOnly(Element parent, Node child) {
    while (parent.hasChildNodes()) parent.removeChild(parent.getFirstChild());
    parent.appendChild(child);
  }

  private static void bend(Element information) {
    Node digest = information.getElementsByTagNameNS(DS, "DigestValue").item(0);
    String value = digest.getTextContent();
    digest.setTextContent((value.startsWith("A") ? "B" : "A") + value.substring(1));
  }

  private static void remove(Document document, String namespace, String name) {
    for (Node one = first(document, namespace, name); one != null; one = first(document, namespace, name))
      one.getParentNode().removeChild(one);
  }

  /** A second eb:Messaging, which nobody signed, before the signed one. */
  private static void addUnsignedSignal(Document document) {
    Element signed = first(document, EB, "Messaging");
    signed.getParentNode().insertBefore(signed.cloneNode(true), signed);
  }

  private static Element first(Document document, String namespace, String name) {
    return (Element) document.getElementsByTagNameNS(namespace, name).item(0);
  }

  private static Document envelopeOf(byte[] request) throws Exception {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int begin = Math.max(text.indexOf("<?xml"), text.indexOf("<S12:Envelope"));
    int end = text.indexOf("Envelope>", begin) + "Envelope>".length();
    return parsed(text.substring(begin, end).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Document parsed(byte[] xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
  }

  private static byte[] written(Document document) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
    return out.toByteArray();
  }
}
