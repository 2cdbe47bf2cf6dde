import { X509Certificate } from 'node:crypto';
import type { Finding } from '../domain/certificate-authority.js';

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
/** Time enough to have another one issued. */
const NOTICE_MS = 30 * 86_400_000;

/** Whether the certificate that we sign in with at an authority will still do; nothing where there is none. The first of the file is ours. */
export function clientCertificateFindings(pem: string | undefined, now: () => number = Date.now): readonly Finding[] {
  if (pem === undefined) return [];
  const what = 'the certificate that we sign in with is good for it';
  const problem = problemWith(pem, now());
  return [problem === undefined ? { what, isWell: true } : { what, isWell: false, problem }];
}

function problemWith(pem: string, now: number): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return 'the file does not begin with a certificate';
  }
  const [from, to, until] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime(), certificate.validToDate.toISOString().slice(0, 10)];
  if (now < from) return `it begins on ${certificate.validFromDate.toISOString()} only, by our clock`;
  if (now > to) return `it ended on ${until}`;
  // What node calls its key usage is the extended one; without it, anything goes (RFC 5280 section 4.2.1.12).
  const usages: readonly string[] | undefined = certificate.keyUsage;
  if (usages && !usages.includes(CLIENT_AUTHENTICATION)) return 'it is not for TLS clients';
  return to - now < NOTICE_MS ? `it ends on ${until}: have another one issued` : undefined;
}
