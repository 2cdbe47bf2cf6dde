import { elements, type Element } from '@paraph/timestamps';

export { elements, membersOf, type Element } from '@paraph/timestamps';

const SEQUENCE = 0x30;
const CONTEXT = 0xa0;
const DIRECTORY_NAME = 4;

/** One element of DER with this tag around what is DER already. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = Buffer.concat(parts);
  return new Uint8Array(Buffer.concat([Buffer.of(tag, ...lengthOf(content.length)), content]));
}

/** SEQUENCE, or SEQUENCE OF. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return tagged(SEQUENCE, ...parts);
}

/** `[n] EXPLICIT`, which is also how the module of CMP tags the alternatives of a body. */
export function explicit(n: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return tagged(CONTEXT | n, content);
}

/** `[n] IMPLICIT` of a SEQUENCE. */
export function implicitSequence(n: number, whole: Uint8Array): Uint8Array<ArrayBuffer> {
  const retagged = Uint8Array.from(whole);
  retagged[0] = CONTEXT | n;
  return retagged;
}

/** The content of `[n] EXPLICIT`. @throws for another tag, or more than one element within */
export function explicitly(n: number, { tag, content }: Element): Uint8Array {
  if (tag !== (CONTEXT | n)) throw new Error(`expected [${n}]`);
  if (elements(content).length !== 1) throw new Error(`expected one element in [${n}]`);
  return content;
}

/** GeneralName with a directoryName (RFC 5280 section 4.2.1.6). */
export function directoryName(name: Uint8Array): Uint8Array<ArrayBuffer> {
  return explicit(DIRECTORY_NAME, name);
}

/** A name without attributes: nobody in particular. */
export const NULL_NAME = sequence();

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes = length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0');
  return [0x80 | (bytes.length / 2), ...Buffer.from(bytes, 'hex')];
}
