import { OpenSsl } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** A certificate for this machine's addresses, from an authority that nobody trusts until told. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  /** Has this process trust the authority, as NODE_EXTRA_CA_CERTS would. */
  trust(): void;
  distrust(): void;
}

export function serverCertificate(): ServerCertificate {
  const openssl = new OpenSsl();
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const path = (name: string): string => openssl.path(name);
  openssl.must('req', '-x509', ...curve, '-subj', '/CN=test gateways', '-keyout', path('ca.key'), '-out', path('ca.pem'));
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0.0.0.0'];
  openssl.must('req', '-x509', ...curve, ...names, '-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-keyout', path('key.pem'), '-out', path('cert.pem'));
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const [ca, key, cert] = [read('ca.pem'), read('key.pem'), read('cert.pem')];
  openssl.remove();
  const usual = getCACertificates('default');
  return { key, cert, trust: () => setDefaultCACertificates([...usual, ca]), distrust: () => setDefaultCACertificates(usual) };
}
