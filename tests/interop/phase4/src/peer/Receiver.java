package peer;

import com.helger.http.EHttpMethod;
import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import com.helger.phase4.incoming.AS4RequestHandler;
import com.helger.phase4.incoming.AS4ServerInitializer;
import com.helger.phase4.incoming.mgr.AS4ProfileSelector;
import com.helger.phase4.mgr.MetaAS4Manager;
import com.helger.phase4.profile.peppol.AS4PeppolProfileRegistarSPI;
import com.helger.phase4.servlet.AS4UnifiedResponse;
import com.helger.phase4.servlet.AS4XServletHandler;
import com.helger.phase4.servlet.IAS4ServletRequestHandlerCustomizer;
import com.helger.web.scope.IRequestWebScopeWithoutResponse;
import com.helger.web.scope.mgr.WebScopeManager;
import com.helger.xservlet.AbstractXServlet;
import com.helger.xservlet.requesttrack.RequestTrackerSettings;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Files;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** phase4's servlet at /as4, over http and https on loopback; Acceptance asks what Peppol asks besides. */
final class Receiver {
  private static AS4CryptoFactoryInMemoryKeyStore crypto;

  /** Made by Jetty. */
  public static final class As4Servlet extends AbstractXServlet {
    public As4Servlet() {
      settings().setMultipartEnabled(false);  // phase4 reads the parts
      handlerRegistry().registerHandler(EHttpMethod.POST, new AS4XServletHandler().setRequestHandlerCustomizer(new WithOurKeys()));
    }
  }

  private static final class WithOurKeys implements IAS4ServletRequestHandlerCustomizer {
    @Override
    public void customizeBeforeHandling(IRequestWebScopeWithoutResponse scope, AS4UnifiedResponse response, AS4RequestHandler handler) {
      handler.setCryptoFactory(crypto);
    }

    @Override
    public void customizeAfterHandling(IRequestWebScopeWithoutResponse scope, AS4UnifiedResponse response, AS4RequestHandler handler) {}
  }

  static void run(Arguments arguments) throws Exception {
    Pki pki = new Pki(arguments.path("pki"));
    crypto = pki.crypto("POP000902");
    Acceptance.accessPoints = pki.certificate("ap-ca");
    Acceptance.out = Files.createDirectories(arguments.path("out"));
    Server server = new Server();
    listen(server, new ServerConnector(server, new HttpConnectionFactory()), arguments.number("http"));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(pki.tlsServer());
    HttpConfiguration secure = new HttpConfiguration();
    secure.addCustomizer(new SecureRequestCustomizer(false));
    listen(server,
        new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure)),
        arguments.number("https"));
    ServletContextHandler context = new ServletContextHandler("/");
    context.addEventListener(new Phase4Inside());
    context.addServlet(new ServletHolder(As4Servlet.class), "/as4");
    server.setHandler(context);
    server.setStopAtShutdown(true);
    try {
      server.start();
    } catch (Exception fault) {
      fault.printStackTrace();
      System.exit(1);  // phase4's scheduler would go on
    }
    Main.ready();
    server.join();
  }

  private static void listen(Server server, ServerConnector connector, int port) {
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
  }

  /** phase4 lives as long as the servlet's world. */
  private static final class Phase4Inside implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      WebScopeManager.onGlobalBegin(event.getServletContext());
      RequestTrackerSettings.setLongRunningRequestsCheckEnabled(false);
      RequestTrackerSettings.setParallelRunningRequestsCheckEnabled(false);
      AS4ProfileSelector.setCustomDefaultAS4ProfileID(AS4PeppolProfileRegistarSPI.AS4_PROFILE_ID);
      MetaAS4Manager.getInstance();
      AS4ServerInitializer.initAS4Server();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      AS4ServerInitializer.shutdownAS4Server();
      WebScopeManager.onGlobalEnd();
    }
  }
}
