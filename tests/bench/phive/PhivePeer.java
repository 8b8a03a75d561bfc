// phive's side of the comparison by packs: PhivePeer NAME=COMPILED.xslt…
// The same questions and answers as tests/bench/saxon/SaxonPeer.java. A pack is run by phive's own executor of compiled
// Schematron, as its validation does, without schema and without the other packs; the DOM is built before the clock starts.
import com.helger.io.resource.FileSystemResource;
import com.helger.phive.api.result.ValidationResult;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.xml.schematron.ValidationExecutorSchematron;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import com.helger.xml.serialize.read.DOMReader;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.w3c.dom.Document;

final class PhivePeer {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<String, ValidationExecutorSchematron> packs = new HashMap<>();
  private final IValidityDeterminator<IValidationSourceXML> validity = IValidityDeterminator.createDefault();

  private static double microseconds(long from, long to) {
    return (to - from) / 1000.0;
  }

  private void load(String name, File stylesheet, PrintStream out) {
    long began = THREADS.getCurrentThreadCpuTime();
    ValidationExecutorSchematron pack = ValidationExecutorSchematron.createXSLT(new FileSystemResource(stylesheet), null);
    pack.setCacheArtefact(true);
    pack.ensureItemIsInCache();
    packs.put(name, pack);
    out.println("ready " + name + ' ' + microseconds(began, THREADS.getCurrentThreadCpuTime()));
  }

  private String answer(String name, File document) {
    ValidationExecutorSchematron pack = packs.get(name);
    if (pack == null) return "error no pack " + name;
    long began = THREADS.getCurrentThreadCpuTime();
    Document tree = DOMReader.readXMLDOM(document);
    long parsed = THREADS.getCurrentThreadCpuTime();
    if (tree == null) return "error not parsed";
    IValidationSourceXML source = ValidationSourceXML.create(document.getPath(), tree);
    ValidationResult result = pack.applyValidation(source, validity, Locale.ENGLISH);
    long done = THREADS.getCurrentThreadCpuTime();
    // An exception is not of an assert: the transformation ended in it.
    if (result.getErrorList().containsAny(error -> error.getLinkedException() != null)) return "error no verdict";
    return microseconds(parsed, done) + " " + microseconds(began, parsed) + " " + result.getErrorList().size() + " 0";
  }

  private void serve(BufferedReader in, PrintStream out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int space = line.indexOf(' ');
      out.println(answer(line.substring(0, space), new File(line.substring(space + 1))));
    }
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);  // what libraries print is not an answer
    PhivePeer peer = new PhivePeer();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      peer.load(argument.substring(0, equals), new File(argument.substring(equals + 1)), out);
    }
    peer.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out);
  }
}
