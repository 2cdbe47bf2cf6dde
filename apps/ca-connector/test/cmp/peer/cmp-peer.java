import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileReader;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertOrEncCert;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.CertifiedKeyPair;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.PollRepContent;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContentBuilder;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.cmp.CertificateConfirmationContent;
import org.bouncycastle.cert.cmp.CertificateStatus;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.PBEMacCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorProviderBuilder;

/** A certification authority that speaks CMP, for tests: what it reads and writes is read and written by BouncyCastle. Arguments: folder, secret. */
@SuppressWarnings("deprecation")
final class CmpPeer {
  private static final ASN1ObjectIdentifier CA_CERTS = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.4.17");
  private static final ASN1ObjectIdentifier CERT_PROFILE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.4.21");
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<X509CertificateHolder> chain;
  private final X509CertificateHolder server;
  private final X509CertificateHolder registration;
  private final PrivateKey issuingKey;
  private final PrivateKey serverKey;
  private final char[] secret;
  private final Map<String, Issued> transactions = new HashMap<>();
  private final Map<BigInteger, Issued> bySerial = new HashMap<>();

  private static final class Issued {
    X509CertificateHolder certificate;
    int requestId;
    int polls;
    byte[] nonce;
    String state = "unconfirmed";
  }

  private CmpPeer(String folder, String secret) throws Exception {
    chain = certificates(folder + "/chain.pem");
    server = certificates(folder + "/server.pem").get(0);
    registration = certificates(folder + "/ra.pem").get(0);
    issuingKey = key(folder + "/issuing.key");
    serverKey = key(folder + "/server.key");
    this.secret = secret.toCharArray();
  }

  public static void main(String[] arguments) throws Exception {
    CmpPeer peer = new CmpPeer(arguments[0], arguments[1]);
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    http.createContext("/", peer::serve);
    http.start();
    System.out.println("ACCEPT 127.0.0.1:" + http.getAddress().getPort() + " PID");
  }

  private void serve(HttpExchange exchange) {
    try (exchange) {
      byte[] answer = answer(exchange.getRequestBody().readAllBytes());
      exchange.getResponseHeaders().add("content-type", "application/pkixcmp");
      exchange.sendResponseHeaders(200, answer.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer);
      }
    } catch (Exception failure) {
      say("failed: " + failure);
      failure.printStackTrace();
    }
  }

  private synchronized byte[] answer(byte[] request) throws Exception {
    GeneralPKIMessage message = new GeneralPKIMessage(request);
    ProtectedPKIMessage asked = new ProtectedPKIMessage(message);
    PKIHeader header = asked.getHeader();
    String protection = verify(asked);
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    PKIBody body = protection == null ? error(PKIFailureInfo.badMessageCheck, "who are you") : bodyFor(header, asked.getBody(), nonce);
    say(kind(asked.getBody().getType()) + " " + protection + profile(header) + " -> " + kind(body.getType()));
    ProtectedPKIMessageBuilder builder =
        new ProtectedPKIMessageBuilder(new GeneralName(server.getSubject()), header.getSender())
            .setTransactionID(header.getTransactionID().getOctets())
            .setSenderNonce(nonce)
            .setRecipNonce(header.getSenderNonce().getOctets())
            .setMessageTime(new Date())
            .setBody(body);
    return protect(builder, protection).toASN1Structure().getEncoded("DER");
  }

  /** By which means the message is protected, or null if it is not. */
  private String verify(ProtectedPKIMessage asked) throws Exception {
    ASN1ObjectIdentifier algorithm = asked.getHeader().getProtectionAlg().getAlgorithm();
    if (asked.hasPasswordBasedMacProtection()) return asked.verify(passwordBased(), secret) ? "password-based-mac" : null;
    if (algorithm.equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      PBEMacCalculatorProvider provider = new JcePBMac1CalculatorProviderBuilder().setProvider(BC).build();
      MacCalculator mac = provider.get(asked.getHeader().getProtectionAlg(), secret);
      byte[] part = new DERSequence(new ASN1Encodable[] {asked.getHeader(), asked.getBody()}).getEncoded("DER");
      mac.getOutputStream().write(part);
      return Arrays.equals(mac.getMac(), asked.toASN1Structure().getProtection().getOctets()) ? "pbmac1" : null;
    }
    X509CertificateHolder[] came = asked.getCertificates();
    if (came.length == 0 || !came[0].equals(registration)) return null;
    return asked.verify(new JcaContentVerifierProviderBuilder().setProvider(BC).build(registration)) ? "signature" : null;
  }

  private ProtectedPKIMessage protect(ProtectedPKIMessageBuilder builder, String protection) throws Exception {
    if ("password-based-mac".equals(protection)) return builder.build(passwordBased().setIterationCount(1_000).build(secret));
    if ("pbmac1".equals(protection))
      return builder.build(renamed(new JcePBMac1CalculatorBuilder("HmacSHA256", 256).setIterationCount(10_000).setProvider(BC).build(secret)));
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").setProvider(BC).build(serverKey);
    return builder.addCMPCertificate(server).build(signer);
  }

  /** BouncyCastle 1.72 calls the derivation by the identifier of PBES2; it is PBKDF2 (RFC 8018 section 7.1). */
  private static MacCalculator renamed(MacCalculator mac) {
    PBMAC1Params parameters = PBMAC1Params.getInstance(mac.getAlgorithmIdentifier().getParameters());
    AlgorithmIdentifier derivation = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, parameters.getKeyDerivationFunc().getParameters());
    AlgorithmIdentifier named = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBMAC1, new PBMAC1Params(derivation, parameters.getMessageAuthScheme()));
    return new MacCalculator() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return named;
      }

      @Override
      public OutputStream getOutputStream() {
        return mac.getOutputStream();
      }

      @Override
      public byte[] getMac() {
        return mac.getMac();
      }

      @Override
      public GenericKey getKey() {
        return mac.getKey();
      }
    };
  }

  private PKMACBuilder passwordBased() throws Exception {
    PKMACBuilder builder = new PKMACBuilder(new JcePKMACValuesCalculator().setProvider(BC));
    // SHA-256 and HMAC with it: what the builder begins with is SHA-1.
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    AlgorithmIdentifier hash = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256);
    return builder.setParameters(new PBMParameter(salt, hash, 1_000, hmac));
  }

  private PKIBody bodyFor(PKIHeader header, PKIBody body, byte[] nonce) throws Exception {
    String transaction = HexFormat.of().formatHex(header.getTransactionID().getOctets());
    Issued issued = transactions.get(transaction);
    if (issued != null && !Arrays.equals(header.getRecipNonce().getOctets(), issued.nonce)) return error(PKIFailureInfo.badRecipientNonce, "another nonce");
    PKIBody answer = switch (body.getType()) {
      case PKIBody.TYPE_P10_CERT_REQ -> fromRequest(transaction, CertificationRequest.getInstance(body.getContent()));
      case PKIBody.TYPE_INIT_REQ -> fromTemplate(transaction, CertReqMessages.getInstance(body.getContent()).toCertReqMsgArray()[0]);
      case PKIBody.TYPE_POLL_REQ -> poll(issued);
      case PKIBody.TYPE_CERT_CONFIRM -> confirm(issued, CertConfirmContent.getInstance(body.getContent()));
      case PKIBody.TYPE_REVOCATION_REQ -> revoke(RevReqContent.getInstance(body.getContent()).toRevDetailsArray()[0]);
      case PKIBody.TYPE_GEN_MSG -> general(GenMsgContent.getInstance(body.getContent()));
      default -> error(PKIFailureInfo.badRequest, "what is that");
    };
    Issued after = transactions.get(transaction);
    if (after != null) after.nonce = nonce;
    return answer;
  }

  private PKIBody fromRequest(String transaction, CertificationRequest request) throws Exception {
    PKCS10CertificationRequest csr = new PKCS10CertificationRequest(request);
    if (!csr.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider(BC).build(csr.getSubjectPublicKeyInfo())))
      return response(PKIBody.TYPE_CERT_REP, rejection(-1, PKIFailureInfo.badPOP, "not your key"));
    return issue(transaction, new Wanted(csr.getSubject(), csr.getSubjectPublicKeyInfo(), -1, PKIBody.TYPE_CERT_REP));
  }

  private PKIBody fromTemplate(String transaction, CertReqMsg message) throws Exception {
    if (message.getPop() == null || message.getPop().getType() != 0) return response(PKIBody.TYPE_INIT_REP, rejection(0, PKIFailureInfo.badPOP, "whose key"));
    var template = message.getCertReq().getCertTemplate();
    return issue(transaction, new Wanted(template.getSubject(), template.getPublicKey(), 0, PKIBody.TYPE_INIT_REP));
  }

  private record Wanted(X500Name subject, SubjectPublicKeyInfo key, int requestId, int type) {}

  private PKIBody issue(String transaction, Wanted wanted) throws Exception {
    String subject = wanted.subject().toString();
    if (subject.contains("Refused")) return response(wanted.type(), rejection(wanted.requestId(), PKIFailureInfo.badCertTemplate, "not like this"));
    Date now = new Date();
    BigInteger serial = new BigInteger(120, RANDOM).setBit(119);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            chain.get(0).getSubject(), serial, new Date(now.getTime() - 60_000), new Date(now.getTime() + 30L * 86_400_000), wanted.subject(), wanted.key());
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.nonRepudiation));
    Issued issued = new Issued();
    issued.certificate = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(BC).build(issuingKey));
    issued.requestId = wanted.requestId();
    issued.polls = subject.contains("Later") ? 2 : 0;
    transactions.put(transaction, issued);
    bySerial.put(serial, issued);
    if (issued.polls == 0) return response(wanted.type(), granted(issued));
    return response(wanted.type(), new CertResponse(new ASN1Integer(wanted.requestId()), new PKIStatusInfo(PKIStatus.waiting)));
  }

  private PKIBody poll(Issued issued) throws Exception {
    if (issued == null) return error(PKIFailureInfo.badRequest, "no such transaction");
    issued.polls -= 1;
    if (issued.polls > 0) return new PKIBody(PKIBody.TYPE_POLL_REP, new PollRepContent(new ASN1Integer(issued.requestId), new ASN1Integer(3)));
    return response(issued.requestId == 0 ? PKIBody.TYPE_INIT_REP : PKIBody.TYPE_CERT_REP, granted(issued));
  }

  private PKIBody confirm(Issued issued, CertConfirmContent content) throws Exception {
    if (issued == null) return error(PKIFailureInfo.badRequest, "no such transaction");
    if (!issued.state.equals("unconfirmed")) return error(PKIFailureInfo.certConfirmed, "that was said");
    CertificateStatus status = new CertificateConfirmationContent(content).getStatusMessages()[0];
    boolean isIt = status.isVerified(issued.certificate, new JcaDigestCalculatorProviderBuilder().setProvider(BC).build());
    if (!isIt || !status.getCertRequestID().equals(BigInteger.valueOf(issued.requestId))) return error(PKIFailureInfo.badCertId, "another certificate");
    PKIStatusInfo info = status.getStatusInfo();
    issued.state = info == null || info.getStatus().intValue() == 0 ? "valid" : "turned down";
    say(issued.state);
    return new PKIBody(PKIBody.TYPE_CONFIRM, new PKIConfirmContent());
  }

  private PKIBody revoke(RevDetails details) {
    Issued issued = bySerial.get(details.getCertDetails().getSerialNumber().getValue());
    PKIStatusInfo info = new PKIStatusInfo(PKIStatus.granted);
    if (issued == null || !issued.certificate.getIssuer().equals(details.getCertDetails().getIssuer()))
      info = new PKIStatusInfo(PKIStatus.rejection, null, new PKIFailureInfo(PKIFailureInfo.badCertId));
    else if (issued.state.startsWith("revoked")) info = new PKIStatusInfo(PKIStatus.rejection, null, new PKIFailureInfo(PKIFailureInfo.certRevoked));
    else {
      issued.state = "revoked for " + ASN1Enumerated.getInstance(details.getCrlEntryDetails().getExtensionParsedValue(Extension.reasonCode)).getValue();
      say(issued.state);
    }
    return new PKIBody(PKIBody.TYPE_REVOCATION_REP, new RevRepContentBuilder().add(info).build());
  }

  private PKIBody general(GenMsgContent content) {
    InfoTypeAndValue[] asked = content.toInfoTypeAndValueArray();
    if (asked.length != 1 || !asked[0].getInfoType().equals(CA_CERTS)) return error(PKIFailureInfo.badRequest, "no such thing");
    DERSequence certificates = new DERSequence(chain.stream().map((one) -> new CMPCertificate(one.toASN1Structure())).toArray(CMPCertificate[]::new));
    return new PKIBody(PKIBody.TYPE_GEN_REP, new GenRepContent(new InfoTypeAndValue(CA_CERTS, certificates)));
  }

  private static CertResponse granted(Issued issued) {
    CertOrEncCert certificate = new CertOrEncCert(new CMPCertificate(issued.certificate.toASN1Structure()));
    return new CertResponse(new ASN1Integer(issued.requestId), new PKIStatusInfo(PKIStatus.granted), new CertifiedKeyPair(certificate), null);
  }

  private static CertResponse rejection(int requestId, int failure, String words) {
    return new CertResponse(new ASN1Integer(requestId), new PKIStatusInfo(PKIStatus.rejection, new PKIFreeText(words), new PKIFailureInfo(failure)));
  }

  private static PKIBody response(int type, CertResponse response) {
    return new PKIBody(type, new CertRepMessage(null, new CertResponse[] {response}));
  }

  private static PKIBody error(int failure, String words) {
    return new PKIBody(PKIBody.TYPE_ERROR, new ErrorMsgContent(new PKIStatusInfo(PKIStatus.rejection, new PKIFreeText(words), new PKIFailureInfo(failure))));
  }

  private static String profile(PKIHeader header) {
    if (header.getGeneralInfo() == null) return "";
    for (InfoTypeAndValue one : header.getGeneralInfo())
      if (one.getInfoType().equals(CERT_PROFILE))
        return " as " + DERUTF8String.getInstance(ASN1Sequence.getInstance(one.getInfoValue()).getObjectAt(0)).getString();
    return "";
  }

  private static String kind(int type) {
    return switch (type) {
      case PKIBody.TYPE_INIT_REQ -> "ir";
      case PKIBody.TYPE_INIT_REP -> "ip";
      case PKIBody.TYPE_CERT_REP -> "cp";
      case PKIBody.TYPE_P10_CERT_REQ -> "p10cr";
      case PKIBody.TYPE_REVOCATION_REQ -> "rr";
      case PKIBody.TYPE_REVOCATION_REP -> "rp";
      case PKIBody.TYPE_CONFIRM -> "pkiconf";
      case PKIBody.TYPE_GEN_MSG -> "genm";
      case PKIBody.TYPE_GEN_REP -> "genp";
      case PKIBody.TYPE_ERROR -> "error";
      case PKIBody.TYPE_CERT_CONFIRM -> "certConf";
      case PKIBody.TYPE_POLL_REQ -> "pollReq";
      case PKIBody.TYPE_POLL_REP -> "pollRep";
      default -> "type " + type;
    };
  }

  private static List<X509CertificateHolder> certificates(String path) throws Exception {
    List<X509CertificateHolder> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new FileReader(path))) {
      for (Object one = parser.readObject(); one != null; one = parser.readObject()) found.add((X509CertificateHolder) one);
    }
    return found;
  }

  private static PrivateKey key(String path) throws Exception {
    try (PEMParser parser = new PEMParser(new FileReader(path))) {
      Object one = parser.readObject();
      PrivateKeyInfo info = one instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : (PrivateKeyInfo) one;
      return new JcaPEMKeyConverter().setProvider(BC).getPrivateKey(info);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
