/** Attributes of a distinguished name, split at separators that no backslash escapes (RFC 4514 section 2). */
const ATTRIBUTES = /(?:\\.|[^,+\\])+/gsu;

const COMMON_NAME = /^\s*(?:CN|commonName|2\.5\.4\.3)=(.+)$/isu;

/**
 * The common name within a distinguished name (RFC 4514), unescaped, or undefined when there is not exactly one that
 * can be read with certainty. For people; the whole name is always shown beside it.
 * @param {string} subject
 * @returns {string | undefined}
 */
export function commonName(subject) {
  const attributes = subject.match(ATTRIBUTES) ?? [];
  const [name, ...others] = attributes.flatMap((attribute) => COMMON_NAME.exec(attribute)?.[1] ?? []);
  if (name === undefined || others.length > 0 || /^#|"/u.test(name)) return undefined;
  return unescapeValue(name);
}

/**
 * RFC 4514 section 2.4: a backslash stands before a special character or before two hex digits of a UTF-8 byte.
 * @param {string} escaped
 */
function unescapeValue(escaped) {
  const text = escaped.replace(/(?:\\[0-9a-f]{2})+/giu, (pairs) => {
    const bytes = Uint8Array.from(pairs.slice(1).split('\\'), (pair) => Number.parseInt(pair, 16));
    return new TextDecoder().decode(bytes);
  });
  return text.replace(/\\(.)/gu, '$1').trim();
}
