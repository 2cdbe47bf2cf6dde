import { sha256Hex, type Language } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { authorityNames, type AuthorityName, type CertificateName } from '../publication-sources.js';
import type { PublishedPolicy } from '../publications.js';
import { day, described, escapeHtml, layout, link } from './layout.js';
import { profileNames, words } from './words.js';

/** What the page shows: where this service is reached, and all that is published. */
export interface Published {
  readonly origin: string;
  /** DER. */
  readonly certificates: Readonly<Partial<Record<CertificateName, Uint8Array>>>;
  /** Every version, newest first. */
  readonly policies: readonly PublishedPolicy[];
  readonly endedAt?: Date | undefined;
}

/** The public page: which authorities there are, how to recognise them, where their files are, and by which rules they certify (CRT-03). */
export function indexPage(published: Published, language: Language): string {
  const { title, advice, authorities } = words[language];
  const content = `<p>${advice}</p>
<h2>${authorities}</h2>
${authorityNames.map((authority) => authoritySection(published, authority, language)).join('\n')}
${unitSection(published, language)}
${policySection(published, language)}`;
  return layout({ path: '/', title, content }, language);
}

function authoritySection({ origin, certificates, endedAt }: Published, authority: AuthorityName, language: Language): string {
  const say = words[language];
  const certificate = certificates[authority];
  if (!certificate) return `<section><h3>${authority}</h3>\n<p>${say.missing}</p></section>`;
  const end = authority === 'issuing' && endedAt ? `\n<p class="notice" role="note">${say.ended} ${day(endedAt)}.</p>` : '';
  return `<section>${heading(certificate)}${end}
<dl>
${facts(certificate, language)}
${described(say.certificate, link(`${origin}/ca/${authority}.cer`))}
${described(say.list, link(`${origin}/crl/${authority}.crl`))}
${described('OCSP', `<code>${escapeHtml(`${origin}/ocsp/${authority}`)}</code>`)}
</dl></section>`;
}

/** The unit that gives time-stamps: whoever checks one finds its certificate here, too. */
function unitSection({ origin, certificates: { tsa } }: Published, language: Language): string {
  if (!tsa) return '';
  return `<section>${heading(tsa)}
<dl>
${facts(tsa, language)}
${described(words[language].certificate, link(`${origin}/ca/tsa.cer`))}
</dl></section>`;
}

function policySection({ policies }: Published, language: Language): string {
  const say = words[language];
  if (policies.length === 0) return `<h2>${say.policies}</h2>\n<p>${say.noPolicies}</p>`;
  const names = [...new Set(policies.map(({ id }) => id))].sort();
  const sections = names.map((name) =>
    versions(
      policies.filter(({ id }) => id === name),
      language,
    ),
  );
  return `<h2>${say.policies}</h2>\n<p>${say.policiesAbout}</p>\n${sections.join('\n')}`;
}

function versions(policies: readonly PublishedPolicy[], language: Language): string {
  const say = words[language];
  const [newest] = policies;
  const head = [say.version, say.status, say.published, say.profile, say.identifiers].map((one) => `<th scope="col">${one}</th>`).join('');
  const rows = policies.map(({ id, edition, version, isInForce, publishedAt, profile, policyOids }) => {
    const name = `<a href="/policies/${escapeHtml(id)}/${edition}">${escapeHtml(version)}</a>`;
    const cells = [name, isInForce ? say.inForce : say.former, day(publishedAt), profileName(profile, language), oids(policyOids, say.none)];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<section><h3>${escapeHtml(newest?.id ?? '')}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(newest?.id ?? '')}"><table><thead><tr>${head}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

/** What a profile is called in this language. */
export function profileName(profile: string, language: Language): string {
  return escapeHtml(profileNames[language][profile] ?? profile);
}

/** Identifiers of policies, or that there are none. */
export function oids(policyOids: readonly string[], none: string): string {
  return policyOids.length === 0 ? none : policyOids.map((oid) => `<code>${escapeHtml(oid)}</code>`).join('<br>');
}

function heading(certificate: Uint8Array): string {
  return `<h3>${escapeHtml(new X509Certificate(certificate).subject.replaceAll('\n', ', '))}</h3>`;
}

function facts(certificate: Uint8Array, language: Language): string {
  const say = words[language];
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return [
    described(say.fingerprint, `<code>${colons(sha256Hex(certificate))}</code>`),
    described(say.valid, `${day(validFromDate)} ${say.until} ${day(validToDate)}`),
  ].join('\n');
}

function colons(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(':');
}
