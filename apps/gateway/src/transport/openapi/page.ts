import type { Language } from '@paraph/kernel';
import type { CscError } from '../csc-error.js';
import type { VersionParts } from '../versions.js';
import type { Shape } from '../wire/shape.js';
import { exampleOf } from './example.js';
import { memberText, methodTexts } from './member-texts.js';
import { pageStyle } from './page-style.js';
import { pageWords } from './page-words.js';
import { answerSchema, errorRows, wireMembers, type JsonSchema } from './request-schema.js';

/** What a table says when a small screen shows no head. */
type Words = (typeof pageWords)[Language];

/** The page of one version: every method with its members, answers and errors, from the schemas the requests are read by. It loads and runs nothing. */
export function documentationPage({ dialect, served }: VersionParts, language: Language): string {
  const words = pageWords[language];
  const other = dialect.name === 'v1' ? 'v2' : 'v1';
  const [otherLanguage] = (['en', 'fr'] as const).filter((one) => one !== language);
  const title = `${words.title} – /csc/${dialect.name}`;
  const shapes = served.map(({ shape }) => shape);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#methods">${escaped(words.skip)}</a>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(words.intro)}</p>
<p><a href="openapi.json">${escaped(words.document)}</a> · <a href="../${other}/docs?lang=${language}">${escaped(words.other)}, /csc/${other}</a> · <a href="?lang=${otherLanguage}" hreflang="${otherLanguage}" lang="${otherLanguage}">${escaped(words.language)}</a></p>
</header>
<nav aria-label="${escaped(words.methods)}">
<ul>
${shapes.map(({ name }) => `<li><a href="#${anchor(name)}">${escaped(name)}</a></li>`).join('\n')}
</ul>
</nav>
<main id="methods" tabindex="-1">
${shapes.map((shape) => section(shape, { dialect, language }, words)).join('\n')}
</main>
</body>
</html>
`;
}

function section(shape: Shape, { dialect, language }: Pick<VersionParts, 'dialect'> & { readonly language: Language }, words: Words): string {
  const { name, clause } = shape;
  const header = shape.access === 'bearer' && name !== 'credentials/sendOTP' ? [dialect.words.malformedHeader] : [];
  return `<section aria-labelledby="${anchor(name)}">
<h2 id="${anchor(name)}">${escaped(name)}</h2>
<p>${escaped(methodTexts[name]?.[language] ?? '')}</p>
<p class="faint">POST <code>/csc/${dialect.name}/${escaped(name)}</code> · ${words.clause} ${escaped(clause)} · ${words.access}${escaped(accessWords(shape, words))}</p>
<h3>${words.request}</h3>
${members(shape, language, words)}
<h3>${words.answer}</h3>
${answers(shape, words)}
<details>
<summary>${words.errors}</summary>
${errors([...header, ...errorRows(shape)], name, words)}
</details>
</section>`;
}

function accessWords({ access, scopes = [] }: Shape, words: Words): string {
  return access === 'bearer' ? `${words.bearer} ${scopes.join(', ')}` : words[access];
}

function members(shape: Shape, language: Language, words: Words): string {
  const rows = wireMembers(shape).map(
    ({ name, schema, isRequired }) =>
      `<tr role="row"><th role="rowheader" scope="row"><code>${escaped(name)}</code></th><td role="cell" data-name="${words.type}"><code>${escaped(typeOf(schema))}</code></td><td role="cell" data-name="${words.required}">${isRequired ? words.yes : words.no}</td><td role="cell">${sentence(memberText(shape.name, name)?.[language] ?? '')}</td></tr>`,
  );
  if (rows.length === 0) return `<p>${words.noMembers}</p>`;
  return table(`${shape.name}: ${words.request}`, [words.member, words.type, words.required, words.meaning], rows);
}

function answers({ answers: known }: Shape, words: Words): string {
  return ([200, 202, 204] as const)
    .filter((status) => known[status] !== undefined)
    .map((status) => {
      const schema = known[status];
      if (schema === null || schema === undefined) return `<p>${status}, ${words.noBody}</p>`;
      return `<p>${status}. ${words.example}</p>\n<pre tabindex="0">${escaped(JSON.stringify(exampleOf(answerSchema(schema)), undefined, 2))}</pre>`;
    })
    .join('\n');
}

function errors(rows: readonly CscError[], name: string, words: Words): string {
  const cells = rows.map(
    ({ status, error, description }) =>
      `<tr role="row"><th role="rowheader" scope="row">${status}</th><td role="cell" data-name="${words.error}"><code>${escaped(error)}</code></td><td role="cell" data-name="${words.description}"><code>${escaped(description)}</code></td></tr>`,
  );
  return table(`${name}: ${words.errors}`, [words.status, words.error, words.description], cells);
}

function table(label: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((one) => `<th role="columnheader" scope="col">${escaped(one)}</th>`).join('');
  return `<div class="wide" role="region" aria-label="${escaped(label)}" tabindex="0"><table role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">\n${rows.join('\n')}\n</tbody></table></div>`;
}

/** A schema's type in a word or two. */
function typeOf({ type, items, enum: choices, const: only }: JsonSchema): string {
  if (Array.isArray(choices)) return choices.map((one) => JSON.stringify(one)).join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (type === 'array' && typeof items === 'object' && items !== null) return `${typeOf(items as JsonSchema)}[]`;
  return typeof type === 'string' ? type : 'any';
}

function anchor(name: string): string {
  return name.replace('/', '-');
}

/** A sentence in which names of the wire stand between backticks. */
function sentence(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
