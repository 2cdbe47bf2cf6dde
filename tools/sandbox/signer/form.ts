/** One control of a form. */
export interface Control {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly checked: boolean;
}

/** A form as it stands in a page. */
export interface Form {
  readonly method: 'get' | 'post';
  /** As written; empty when the form submits to its own page. */
  readonly action: string;
  readonly controls: readonly Control[];
}

const SKIPPED = /<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1\s*>/gi;
const TAG = /<(\/?form|input|button)\b((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const LINK = /<a\b((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/** The forms of a page with their inputs and buttons. Enough for our own pages; no general HTML parser. */
export function readForms(html: string): Form[] {
  const forms: { method: 'get' | 'post'; action: string; controls: Control[] }[] = [];
  let open: (typeof forms)[number] | undefined;
  for (const [, tag = '', text = ''] of html.replace(SKIPPED, '').matchAll(TAG)) {
    const attributes = readAttributes(text);
    const name = tag.toLowerCase();
    if (name === '/form') open = undefined;
    else if (name === 'form')
      forms.push(
        (open = { method: attributes.get('method')?.toLowerCase() === 'post' ? 'post' : 'get', action: attributes.get('action') ?? '', controls: [] }),
      );
    else open?.controls.push(control(name, attributes));
  }
  return forms;
}

/**
 * What a browser would send: hidden and text fields as they are, ticked boxes, and `values` on top. A value for a
 * control that the form does not have is an error, for then the page is not the one that was expected.
 */
export function fillForm(form: Form, values: Readonly<Record<string, string>>): URLSearchParams {
  const unknown = Object.keys(values).find((name) => !form.controls.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`the form has no field "${unknown}"`);
  const filled = new URLSearchParams();
  for (const { name, type, value, checked } of form.controls) {
    if (name === '' || filled.has(name)) continue;
    const given = values[name];
    if (given !== undefined) filled.append(name, given);
    else if (['submit', 'button', 'image', 'reset'].includes(type)) continue;
    else if (!['checkbox', 'radio'].includes(type) || checked) filled.append(name, value);
  }
  return filled;
}

/** The addresses that a page links to. */
export function readLinks(html: string): string[] {
  return [...html.replace(SKIPPED, '').matchAll(LINK)].flatMap(([, text = '']) => readAttributes(text).get('href') ?? []);
}

/** The words of a page, for a sentence that says what was found instead of the expected. */
export function pageText(html: string): string {
  const body = html.replace(SKIPPED, ' ').replace(/<head\b[\s\S]*?<\/head\s*>/i, ' ');
  return decodeEntities(body.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

function control(tag: string, attributes: ReadonlyMap<string, string>): Control {
  const type = attributes.get('type')?.toLowerCase() ?? (tag === 'button' ? 'submit' : 'text');
  const value = attributes.get('value') ?? (type === 'checkbox' || type === 'radio' ? 'on' : '');
  return { name: attributes.get('name') ?? '', type, value, checked: attributes.has('checked') };
}

function readAttributes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''));
  }
  return found;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return NAMED[name?.toLowerCase() ?? ''] ?? whole;
  });
}
