import { fromBase64 } from '@paraph/kernel';
import { berElements } from './ber.js';

const SEQUENCE = 0x30;
const SET = 0x31;
const OBJECT_IDENTIFIER = 0x06;

/** What requests for certificates should contain: an attribute, and the values that the authority names for it, as dotted identifiers. */
export interface AskedAttribute {
  readonly type: string;
  readonly identifiers: readonly string[];
}

/**
 * Ties a request to the TLS session that it travels in (RFC 7030 section 3.5). Ours are made inside the SAM, before there is a session, so an
 * authority that insists can never have one from us.
 */
export const CHALLENGE_PASSWORD = '1.2.840.113549.1.9.7';

const names: Readonly<Record<string, string>> = {
  [CHALLENGE_PASSWORD]: 'challengePassword',
  '1.2.840.113549.1.9.14': 'extensionRequest',
  '1.2.840.113549.1.1.1': 'rsaEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.2.1': 'ecPublicKey',
  '1.2.840.10045.3.1.7': 'secp256r1',
  '1.3.132.0.34': 'secp384r1',
  '1.3.132.0.35': 'secp521r1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
};

/** For a person. */
export function attributeName({ type, identifiers }: AskedAttribute): string {
  const values = identifiers.map((one) => names[one] ?? one);
  return [names[type] ?? type, ...(values.length > 0 ? [`(${values.join(', ')})`] : [])].join(' ');
}

/** CsrAttrs (RFC 7030 section 4.5.2). @throws for anything else */
export function csrAttributes(body: Uint8Array): readonly AskedAttribute[] {
  const der = fromBase64(Buffer.from(body).toString('latin1').replace(/\s/g, ''));
  const [list, ...others] = der ? berElements(der) : [];
  if (list?.tag !== SEQUENCE || others.length > 0) throw new Error('not CsrAttrs');
  return berElements(list.content).map(({ tag, content }) => {
    if (tag === OBJECT_IDENTIFIER) return { type: dotted(content), identifiers: [] };
    const [type, values] = tag === SEQUENCE ? berElements(content) : [];
    if (type?.tag !== OBJECT_IDENTIFIER || values?.tag !== SET) throw new Error('neither an identifier nor an attribute');
    const identifiers = berElements(values.content).filter((value) => value.tag === OBJECT_IDENTIFIER);
    return { type: dotted(type.content), identifiers: identifiers.map((value) => dotted(value.content)) };
  });
}

/** An object identifier's content as text (X.690 section 8.19). */
function dotted(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
