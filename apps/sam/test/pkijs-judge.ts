import * as pki from 'pkijs';

pki.setEngine('node', new pki.CryptoEngine({ name: 'node', crypto: globalThis.crypto }));

/** What PKI.js, which we did not write, is given to judge; all DER. */
export interface JudgedChain {
  readonly root: Uint8Array;
  /** From the one below the root to the certificate in question. */
  readonly chain: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly answers?: readonly Uint8Array[];
  readonly now: Date;
}

/** Whether it accepts the last certificate of the chain, and what it says. */
export async function judgeChain({ root, chain, crls = [], answers = [], now }: JudgedChain): Promise<{ readonly ok: boolean; readonly text: string }> {
  const engine = new pki.CertificateChainValidationEngine({
    trustedCerts: [certificate(root)],
    certs: chain.map(certificate),
    crls: crls.map((crl) => pki.CertificateRevocationList.fromBER(exact(crl))),
    ocsps: answers.map(basicAnswer),
    checkDate: new Date(now.getTime() + 1_000),
  });
  const { result, resultMessage } = await engine.verify();
  return { ok: result, text: resultMessage };
}

/** The status that an OCSP answer gives a certificate, once its signature verified: 0 good, 1 revoked, 2 unknown. Throws where nobody trusted gave it. */
export async function judgeAnswer(
  answer: Uint8Array,
  about: { readonly certificate: Uint8Array; readonly issuer: Uint8Array; readonly trusted: readonly Uint8Array[] },
) {
  const basic = basicAnswer(answer);
  const isSigned = await basic.verify({ trustedCerts: about.trusted.map(certificate) });
  return { isSigned, ...(await basic.getCertificateStatus(certificate(about.certificate), certificate(about.issuer))) };
}

function certificate(der: Uint8Array): pki.Certificate {
  return pki.Certificate.fromBER(exact(der));
}

function basicAnswer(response: Uint8Array): pki.BasicOCSPResponse {
  const { responseBytes } = pki.OCSPResponse.fromBER(exact(response));
  if (!responseBytes) throw new Error('an answer without bytes');
  return pki.BasicOCSPResponse.fromBER(exact(new Uint8Array(responseBytes.response.valueBlock.valueHexView)));
}

function exact(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
