/** What is read here is not DER, or not of the shape that was expected. */
export class NotDer extends Error {
  override readonly name = 'NotDer';
}

/** One element: its identifier octet, its content, and both with the length between them. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly encoded: Uint8Array;
}

/** Identifier octets of the universal types used here. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a context-specific element that holds others: EXPLICIT, or an IMPLICIT SEQUENCE. */
export const context = (number: number): number => 0xa0 | number;
/** Identifier octet of a context-specific element that holds a plain value. */
export const plainContext = (number: number): number => 0x80 | number;

/** The element that begins at an offset. One octet of tag, definite and shortest length only (X.690 section 10.1). @throws NotDer */
export function elementAt(bytes: Uint8Array, at = 0): DerElement {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new NotDer('an element is cut off');
  if ((tag & 0x1f) === 0x1f) throw new NotDer('a tag of more than one octet');
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) throw new NotDer('an indefinite length, or one beyond all that is read here');
    length = 0;
    for (let octet = 0; octet < octets; octet += 1) length = length * 256 + (bytes[start + octet] ?? 0);
    start += octets;
    if (length < 0x80 || length < 256 ** (octets - 1)) throw new NotDer('a length that is not the shortest');
  }
  const end = start + length;
  if (end > bytes.length) throw new NotDer('an element is cut off');
  return { tag, content: bytes.subarray(start, end), encoded: bytes.subarray(at, end) };
}

/** The one element these bytes are. @throws NotDer if it has another tag, or something follows it */
export function onlyElement(bytes: Uint8Array, tag: number): DerElement {
  const fields = new DerFields(bytes);
  const element = fields.take(tag);
  fields.end();
  return element;
}

/** Reads the elements of a content one after the other. Whoever has read what is allowed calls `end`: what follows is not overlooked. */
export class DerFields {
  private at = 0;

  constructor(private readonly content: Uint8Array) {}

  /** The fields of an element that must be the only one in these bytes. @throws NotDer */
  static of(bytes: Uint8Array, tag: number = TAG.sequence): DerFields {
    return new DerFields(onlyElement(bytes, tag).content);
  }

  get isAtEnd(): boolean {
    return this.at === this.content.length;
  }

  /** @throws NotDer if there is no further one */
  any(): DerElement {
    const element = elementAt(this.content, this.at);
    this.at += element.encoded.length;
    return element;
  }

  /** @throws NotDer if the next one has another tag */
  take(tag: number): DerElement {
    const element = this.any();
    if (element.tag !== tag) throw new NotDer(`expected tag ${tag}, found ${element.tag}`);
    return element;
  }

  /** The next one if it has one of these tags. @throws NotDer */
  takeIf(...tags: readonly number[]): DerElement | undefined {
    return !this.isAtEnd && tags.includes(this.content[this.at] ?? -1) ? this.any() : undefined;
  }

  /** The fields of a SEQUENCE that comes next. @throws NotDer */
  sequence(): DerFields {
    return new DerFields(this.take(TAG.sequence).content);
  }

  /** All that is left, each with this tag. @throws NotDer */
  all(tag: number): DerElement[] {
    const elements: DerElement[] = [];
    while (!this.isAtEnd) elements.push(this.take(tag));
    return elements;
  }

  /** @throws NotDer if something is left */
  end(): void {
    if (!this.isAtEnd) throw new NotDer('something follows that has no place here');
  }
}
