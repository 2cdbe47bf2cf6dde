import type { Language } from '@paraph/kernel';
import type { PublishedPolicy } from '../publications.js';
import { oids, profileName } from './index-page.js';
import { day, described, escapeHtml, layout } from './layout.js';
import { words } from './words.js';

/** One version of a policy with its terms, word for word. It stays under its address for ever (CRT-03). */
export function policyPage(policy: PublishedPolicy, language: Language): string {
  const say = words[language];
  const { id, edition, version, isInForce, publishedAt, profile, policyOids, digest, terms } = policy;
  const content = `<p><a href="/?lang=${language}">${say.back}</a></p>
<dl>
${described(say.version, escapeHtml(version))}
${described(say.status, isInForce ? say.inForce : say.former)}
${described(say.published, day(publishedAt))}
${described(say.profile, profileName(profile, language))}
${described(say.identifiers, oids(policyOids, say.none))}
${described(say.digest, `<code>${escapeHtml(digest)}</code>`)}
</dl>
<h2>${say.terms} (${say.version.toLowerCase()} ${escapeHtml(terms.version)})</h2>
<p class="terms" lang="">${escapeHtml(terms.text)}</p>`;
  return layout({ path: `/policies/${id}/${edition}`, title: `${say.policy} ${id}`, content }, language);
}
