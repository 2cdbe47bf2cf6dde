/** An element of DER: its tag, its content, and both with the length between them. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** The elements that stand one after the other in these bytes. What is re-encoded may differ; these are the bytes that came. @throws for what is no DER */
export function elements(bytes: Uint8Array): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const one = elementAt(bytes.subarray(at));
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

/** The elements within the only element of these bytes. @throws as `elements` */
export function membersOf(bytes: Uint8Array): readonly Element[] {
  const [only, ...others] = elements(bytes);
  if (!only || others.length > 0) throw new Error('not one element');
  return elements(only.content);
}

function elementAt(bytes: Uint8Array): Element {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || first === 0x80 || first > 0x84) throw new Error('no DER');
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const length = lengthBytes === 0 ? first : bytes.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = 2 + lengthBytes + length;
  if (bytes.length < end) throw new Error('an element ends after its bytes');
  return { tag, content: bytes.subarray(2 + lengthBytes, end), whole: bytes.subarray(0, end) };
}
