// Names in certificates (RFC 5280 section 4.1.2.4), written as RFC 4514 does but in the order in which they stand.
import { toHex } from './bytes.js';
import { children, contentOf } from './der.js';

/** What each type of attribute is called, by its identifier in hexadecimal. */
const TYPES = {
  550403: 'CN',
  550404: 'SN',
  550405: 'serialNumber',
  550406: 'C',
  550407: 'L',
  550408: 'ST',
  '55040a': 'O',
  '55040b': 'OU',
  '55040c': 'title',
  '55042a': 'GN',
  550441: 'pseudonym',
  550461: 'organizationIdentifier',
  '2a864886f70d010901': 'E',
  '0992268993f22c640119': 'DC',
};
const UTF8 = 12;
const BMP = 30;

/** A name as text. What cannot be seen in it, or would look like another attribute, is written out. */
export function nameOf(bytes, name) {
  return children(bytes, name)
    .flatMap((set) => children(bytes, set))
    .map((pair) => {
      const [type, value] = children(bytes, pair);
      return `${TYPES[toHex(contentOf(bytes, type))] ?? dotted(contentOf(bytes, type))}=${seen(textOf(bytes, value))}`;
    })
    .join(', ');
}

function textOf(bytes, value) {
  const content = contentOf(bytes, value);
  if (value.tag === UTF8) return new TextDecoder().decode(content);
  if (value.tag === BMP) return new TextDecoder('utf-16be').decode(content);
  return Array.from(content, (byte) => String.fromCharCode(byte)).join('');
}

function seen(text) {
  return text.replace(/[\\,+"<>;=]/g, '\\$&').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** An object identifier with dots (X.690 section 8.19). */
export function dotted(content) {
  const numbers = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
