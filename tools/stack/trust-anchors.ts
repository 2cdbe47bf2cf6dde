import { X509Certificate } from 'node:crypto';
import type { TrustAnchors } from '../sandbox/sca/verify.ts';

/** Fetches the authorities' certificates and revocation lists from the CA connector. */
export async function trustAnchors(caOrigin: string): Promise<TrustAnchors> {
  const [root, issuing, rootList, issuingList] = await Promise.all(
    ['ca/root.cer', 'ca/issuing.cer', 'crl/root.crl', 'crl/issuing.crl'].map((path) => bytes(`${caOrigin}/${path}`)),
  );
  return {
    rootPem: new X509Certificate(root ?? Buffer.alloc(0)).toString(),
    issuingPem: new X509Certificate(issuing ?? Buffer.alloc(0)).toString(),
    crlPem: [rootList, issuingList].map((list) => pem('X509 CRL', list ?? Buffer.alloc(0))).join(''),
  };
}

async function bytes(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}
