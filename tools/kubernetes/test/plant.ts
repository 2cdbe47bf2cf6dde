import type { Manifest } from '../render.ts';

/** A fault put into rendered objects: which object (`Kind/name`, a hash behind the name does not count), which place in it, and what stands there then. */
export interface Fault {
  readonly in: string;
  /** Members and places with slashes between; `-` as the last is one more at the end of a list. A slash within a member is `~1` (RFC 6901). */
  readonly at: string;
  /** Absent: what stands there goes. */
  readonly becomes?: unknown;
}

/** The objects with these faults; the originals stay as they are. */
export function planted(objects: readonly Manifest[], ...faults: readonly Fault[]): readonly Manifest[] {
  return faults.reduce((before, fault) => {
    const found = before.find(({ kind, metadata }) => `${kind}/${metadata.name}`.replace(/-[a-z0-9]{10}$/, '') === fault.in);
    if (found === undefined) throw new Error(`there is no ${fault.in}`);
    return before.map((one) => (one === found ? changed(one, fault) : one));
  }, objects);
}

function changed(one: Manifest, { at, becomes }: Fault): Manifest {
  const copy = structuredClone(one);
  const way = at.split('/').map((step) => step.replaceAll('~1', '/'));
  const last = way.pop() ?? '';
  const holder = way.reduce<unknown>((inside, step) => Reflect.get(objectOf(inside), step), copy);
  if (last === '-' && Array.isArray(holder)) holder.push(becomes);
  else if (becomes === undefined) Reflect.deleteProperty(objectOf(holder), last);
  else Reflect.set(objectOf(holder), last, becomes);
  return copy;
}

function objectOf(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new Error('the way leads through something that has no members');
  return value;
}
