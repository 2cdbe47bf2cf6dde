import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What a person is there for. Trust roles have the names of ROL-01. */
const role = z.string().regex(/^[a-z][a-z-]{2,40}$/);

const step = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{2,40}$/),
  title: z.string().min(3).max(100),
  /** Read out before anybody does anything. */
  read: z.array(z.string().min(1).max(400)).min(1),
  /** What the program runs; a step without is done by hand. */
  command: z.strictObject({ program: z.enum(['token', 'publish', 'propose']), words: z.array(z.string()).default([]) }).optional(),
  /** What the people answer once it is done, word by word in the transcript. */
  ask: z.array(z.string().min(3).max(200)).default([]),
  /** One different person for each entry: a role that stands there twice takes two people. */
  approvedBy: z.array(role).min(1),
});
export type Step = z.output<typeof step>;

const script = z
  .strictObject({
    kind: z.literal('paraph-ceremony-script-1'),
    title: z.string().min(3).max(100),
    /** Who has to be there, by role. */
    people: z.array(z.strictObject({ role, count: z.number().int().min(1).max(20) })).min(1),
    /** What differs from one holding to the next: named here, given when it is held, written `{name}` above. */
    values: z.record(z.string().regex(/^[a-z][a-z-]*$/), z.string()),
    /** The value that names who gets a signed copy (SEA-03). */
    copyFor: z.string().optional(),
    steps: z.array(step).min(1),
  })
  .refine(({ steps }) => new Set(steps.map(({ id }) => id)).size === steps.length, 'expected each step’s id once')
  .refine(({ people, steps }) => {
    const there = new Map(people.map((one) => [one.role, one.count]));
    return steps.every(({ approvedBy }) => approvedBy.every((one) => approvedBy.filter((other) => other === one).length <= (there.get(one) ?? 0)));
  }, 'expected as many people of each role as a step asks for')
  .refine(({ copyFor, values }) => copyFor === undefined || Object.hasOwn(values, copyFor), 'copyFor: expected the name of a value');
export type Script = z.output<typeof script>;

/** A script with its values in place: what is printed, read out and approved. */
export interface Plan {
  readonly script: Script;
  readonly values: Readonly<Record<string, string>>;
  /** SHA-256 over script and values, hexadecimal. */
  readonly digest: string;
}

/** Reads a script and puts the values in. @throws Error naming what is missing, unknown or wrong */
export function planOf(text: string, values: Readonly<Record<string, string>>): Plan {
  const read = script.parse(JSON.parse(text));
  const missing = Object.keys(read.values).filter((name) => (values[name] ?? '') === '');
  if (missing.length > 0) throw new Error(`give ${missing.map((name) => `--set ${name}=… (${read.values[name]})`).join(', ')}`);
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(read.values, name));
  if (unknown.length > 0) throw new Error(`the script knows no value ${unknown.join(', ')}`);
  const ordered = Object.fromEntries(Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const put = (line: string): string => line.replaceAll(/\{([a-z-]+)\}/g, (_, name: string) => ordered[name] ?? missingValue(name));
  const steps = read.steps.map(({ command, read: lines, ...rest }) => ({
    ...rest,
    read: lines.map(put),
    ...(command && { command: { ...command, words: command.words.map(put) } }),
  }));
  const plan = { script: { ...read, steps }, values: ordered };
  return {
    ...plan,
    digest: createHash('sha256')
      .update(`paraph/ceremony-plan/v1\n${JSON.stringify(plan)}`)
      .digest('hex'),
  };
}

/**
 * What people type to approve a step. They read it on the plan that was printed before, never on the screen: whoever changes a step or a
 * value between the printing and the room changes it, and so do they who bring another plan.
 */
export function stepCode({ digest }: Pick<Plan, 'digest'>, stepId: string): string {
  return shortCode(createHash('sha256').update(`paraph/ceremony-step/v1\n${digest}\n${stepId}`).digest('hex'));
}

/** Eight digits in two groups, for people to write down and to type. */
export function shortCode(digest: string): string {
  return `${digest.slice(0, 4)}-${digest.slice(4, 8)}`;
}

/** Case, groups and spaces do not count. */
export function isSameCode(typed: string, code: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, '');
  return plain(typed) === plain(code);
}

function missingValue(name: string): never {
  throw new Error(`the script uses {${name}} and does not name it among its values`);
}
