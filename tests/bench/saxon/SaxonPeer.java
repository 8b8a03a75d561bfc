// Saxon's side of the comparison by packs: SaxonPeer NAME=COMPILED.xslt…
// The same questions and answers as tests/bench/rule_peer.cpp: for each pack "ready NAME CPU-µs-of-compiling", then for
// each request "NAME FILE" the answer "CPU-µs-of-the-transformation CPU-µs-of-the-parse FINDINGS 0", or "error …".
// The tree is built before the clock starts, and the report goes to a handler that only counts: what is measured is
// the rules. It is the CPU time of the asking thread; the compiler's and the collector's threads are Saxon's gift.
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.xml.transform.stream.StreamSource;
import net.sf.saxon.s9api.DocumentBuilder;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.SAXDestination;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.XdmNode;
import net.sf.saxon.s9api.Xslt30Transformer;
import net.sf.saxon.s9api.XsltExecutable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

final class SaxonPeer {
  private static final String SVRL = "http://purl.oclc.org/dsdl/svrl";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Processor processor = new Processor(false);
  private final Map<String, XsltExecutable> packs = new HashMap<>();

  private static final class Counter extends DefaultHandler {
    int findings;

    @Override
    public void startElement(String uri, String name, String qName, Attributes attributes) {
      if (SVRL.equals(uri) && (name.equals("failed-assert") || name.equals("successful-report"))) findings++;
    }
  }

  private static double microseconds(long from, long to) {
    return (to - from) / 1000.0;
  }

  private void load(String name, File stylesheet, PrintStream out) throws SaxonApiException {
    long began = THREADS.getCurrentThreadCpuTime();
    packs.put(name, processor.newXsltCompiler().compile(new StreamSource(stylesheet)));
    out.println("ready " + name + ' ' + microseconds(began, THREADS.getCurrentThreadCpuTime()));
  }

  private String answer(String name, File document) throws SaxonApiException {
    XsltExecutable pack = packs.get(name);
    if (pack == null) return "error no pack " + name;
    DocumentBuilder builder = processor.newDocumentBuilder();
    long began = THREADS.getCurrentThreadCpuTime();
    XdmNode tree = builder.build(new StreamSource(document));
    long parsed = THREADS.getCurrentThreadCpuTime();
    Counter counter = new Counter();
    Xslt30Transformer transformer = pack.load30();
    transformer.setMessageHandler(message -> { });
    transformer.setGlobalContextItem(tree);
    transformer.applyTemplates(tree, new SAXDestination(counter));
    long done = THREADS.getCurrentThreadCpuTime();
    return microseconds(parsed, done) + " " + microseconds(began, parsed) + " " + counter.findings + " 0";
  }

  private void serve(BufferedReader in, PrintStream out) throws java.io.IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int space = line.indexOf(' ');
      try {
        out.println(answer(line.substring(0, space), new File(line.substring(space + 1))));
      } catch (SaxonApiException e) {
        out.println("error " + String.valueOf(e.getMessage()).replace('\n', ' '));
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    SaxonPeer peer = new SaxonPeer();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      peer.load(argument.substring(0, equals), new File(argument.substring(equals + 1)), out);
    }
    peer.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out);
  }
}
