import { sha256Hex } from '@paraph/kernel';
import { authorityNames, type AuthorityName } from './certificate-authority.js';
import { createHash, X509Certificate } from 'node:crypto';

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}dt{font-weight:600;margin-top:.75rem}dd{margin:0}code{overflow-wrap:anywhere}`;

/** The page loads nothing and runs nothing; its one style is named by hash. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The public page: which authorities there are, how to recognise them, where their files are (CRT-03). */
export function indexPage(origin: string, certificates: Readonly<Partial<Record<AuthorityName, Uint8Array>>>): string {
  const sections = authorityNames.map((authority) => section(origin, authority, certificates[authority])).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Certification authorities</title>
<style>${style}</style>
</head>
<body>
<h1>Certification authorities</h1>
<p>Compare a fingerprint with one you received another way before you trust a certificate from this page.</p>
${sections}
</body>
</html>
`;
}

function section(origin: string, authority: AuthorityName, certificate: Uint8Array | undefined): string {
  if (!certificate) return `<h2>${authority}</h2>\n<p>Not published yet.</p>`;
  const { subject, validFrom, validTo } = new X509Certificate(certificate);
  return `<h2>${escapeHtml(subject.replaceAll('\n', ', '))}</h2>
<dl>
<dt>Fingerprint (SHA-256)</dt><dd><code>${colons(sha256Hex(certificate))}</code></dd>
<dt>Valid</dt><dd>${escapeHtml(validFrom)} to ${escapeHtml(validTo)}</dd>
<dt>Certificate</dt><dd>${link(`${origin}/ca/${authority}.cer`)}</dd>
<dt>Revocation list</dt><dd>${link(`${origin}/crl/${authority}.crl`)}</dd>
<dt>OCSP</dt><dd><code>${escapeHtml(`${origin}/ocsp/${authority}`)}</code></dd>
</dl>`;
}

function link(address: string): string {
  return `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
}

function colons(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(':');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
