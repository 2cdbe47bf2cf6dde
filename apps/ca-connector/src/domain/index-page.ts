import { sha256Hex, type Language } from '@paraph/kernel';
import { authorityNames, type AuthorityName, type CertificateName } from './certificate-authority.js';
import { createHash, X509Certificate } from 'node:crypto';

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}dt{font-weight:600;margin-top:.75rem}dd{margin:0}code{overflow-wrap:anywhere}`;

/** The page loads nothing and runs nothing; its one style is named by hash. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const words = {
  en: {
    title: 'Certification authorities',
    advice: 'Compare a fingerprint with one you received another way before you trust a certificate from this page.',
    fingerprint: 'Fingerprint (SHA-256)',
    valid: 'Valid',
    until: 'until',
    certificate: 'Certificate',
    list: 'Revocation list',
    missing: 'Not published yet.',
  },
  fr: {
    title: 'Autorités de certification',
    advice: 'Avant de faire confiance à un certificat de cette page, comparez son empreinte à celle que vous avez reçue par une autre voie.',
    fingerprint: 'Empreinte (SHA-256)',
    valid: 'Valide',
    until: 'jusqu’au',
    certificate: 'Certificat',
    list: 'Liste de révocation',
    missing: 'Pas encore publié.',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** What the page shows: where this service is reached, and the authorities' certificates (DER) that are published. */
export interface PublishedAuthorities {
  readonly origin: string;
  readonly certificates: Readonly<Partial<Record<CertificateName, Uint8Array>>>;
}

/** The public page: which authorities there are, how to recognise them, where their files are (CRT-03). */
export function indexPage({ origin, certificates }: PublishedAuthorities, language: Language): string {
  const { title, advice } = words[language];
  const authorities = authorityNames.map((authority) => section({ origin, authority, certificate: certificates[authority] }, language));
  const sections = [...authorities, ...(certificates.tsa ? [unitSection(origin, certificates.tsa, language)] : [])].join('\n');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${advice}</p>
${sections}
</main>
</body>
</html>
`;
}

interface PublishedAuthority {
  readonly origin: string;
  readonly authority: AuthorityName;
  readonly certificate: Uint8Array | undefined;
}

function section({ origin, authority, certificate }: PublishedAuthority, language: Language): string {
  const say = words[language];
  if (!certificate) return `<h2>${authority}</h2>\n<p>${say.missing}</p>`;
  return `${head(certificate, language)}
<dt>${say.certificate}</dt><dd>${link(`${origin}/ca/${authority}.cer`)}</dd>
<dt>${say.list}</dt><dd>${link(`${origin}/crl/${authority}.crl`)}</dd>
<dt>OCSP</dt><dd><code>${escapeHtml(`${origin}/ocsp/${authority}`)}</code></dd>
</dl>`;
}

/** The unit that gives time-stamps: whoever checks one finds its certificate here, too. */
function unitSection(origin: string, certificate: Uint8Array, language: Language): string {
  return `${head(certificate, language)}
<dt>${words[language].certificate}</dt><dd>${link(`${origin}/ca/tsa.cer`)}</dd>
</dl>`;
}

function head(certificate: Uint8Array, language: Language): string {
  const say = words[language];
  const { subject, validFromDate, validToDate } = new X509Certificate(certificate);
  return `<h2>${escapeHtml(subject.replaceAll('\n', ', '))}</h2>
<dl>
<dt>${say.fingerprint}</dt><dd><code>${colons(sha256Hex(certificate))}</code></dd>
<dt>${say.valid}</dt><dd>${day(validFromDate)} ${say.until} ${day(validToDate)}</dd>`;
}

/** A date that reads the same in every language, UTC. */
function day(moment: Date): string {
  return moment.toISOString().slice(0, 10);
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
