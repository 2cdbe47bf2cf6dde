/**
 * A function that answers the same for the same, with a memory: most of what the certificates of one authority are made of is alike in all of them.
 * The memory is in two halves; when the younger one is full, the older one goes. Nobody changes what was answered.
 *
 * @param nameOf what the answer depends on, all of it, as text
 */
export function remembered<Input, Answer extends object>(work: (input: Input) => Answer, nameOf: (input: Input) => string): (input: Input) => Answer {
  let young = new Map<string, Answer>();
  let old: ReadonlyMap<string, Answer> = new Map();
  return (input) => {
    const name = nameOf(input);
    const known = young.get(name);
    if (known) return known;
    const answer = old.get(name) ?? work(input);
    if (young.size >= HALF) {
      old = young;
      young = new Map();
    }
    young.set(name, answer);
    return answer;
  };
}

const HALF = 250;

/** Bytes as text, each its own character. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
