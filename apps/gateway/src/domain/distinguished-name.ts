import { toHex } from '@paraph/kernel';

/** One attribute of a name: its type, its text if the value is a string, and the value's DER. */
export interface NameAttribute {
  readonly type: string;
  readonly text: string | undefined;
  readonly der: Uint8Array;
}

/** The short names of RFC 4514 section 3. Any other type is written as digits with its value in hexadecimal. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.6': 'C',
  '2.5.4.9': 'STREET',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
};

/**
 * A distinguished name as RFC 4514 text: the last element first (section 2.1), `+` inside an element (2.2).
 *
 * @param name the elements in the order of the certificate
 */
export function distinguishedName(name: readonly (readonly NameAttribute[])[]): string {
  return name
    .toReversed()
    .map((element) => element.map(attribute).join('+'))
    .join(',');
}

function attribute({ type, text, der }: NameAttribute): string {
  const short = shortNames[type];
  // Section 2.4: a type without a short name, or a value that is no string, keeps its BER encoding.
  return short === undefined || text === undefined ? `${short ?? type}=#${toHex(der)}` : `${short}=${escaped(text)}`;
}

/** Section 2.4: a leading space or number sign, a trailing space, seven characters anywhere, and NUL. */
function escaped(text: string): string {
  return text
    .replace(/["+,;<>\\]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/(?<!^) $/, '\\ ')
    .replace(/^[ #]/, '\\$&');
}
