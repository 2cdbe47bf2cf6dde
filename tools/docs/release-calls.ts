/**
 * `npm run contracts:release`: writes the schemas of calls that are new into `libs/contracts/released-calls.json`. A released
 * call is never rewritten: change it by a new version, or take its entry out by hand and say why. The names of events go into `released-events.json`:
 * what a log has once said is to be understood for ever.
 */
import { calls, eventTypes, subjectStem } from '@paraph/contracts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const file = resolve(import.meta.dirname, '../../libs/contracts/released-calls.json');
const released: Record<string, unknown> = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
const schema = (one: z.ZodType): object => z.toJSONSchema(one, { io: 'input', unrepresentable: 'any', reused: 'inline' });

const added = calls.filter((call) => !(subjectStem(call) in released));
for (const call of added) released[subjectStem(call)] = { request: schema(call.request), reply: schema(call.reply) };
const sorted = Object.fromEntries(Object.entries(released).sort(([one], [other]) => one.localeCompare(other)));
writeFileSync(file, `${JSON.stringify(sorted, undefined, 1)}\n`);
console.log(added.length === 0 ? 'every call was released already' : `released ${added.map(subjectStem).join(', ')}`);

const eventsFile = resolve(import.meta.dirname, '../../libs/contracts/released-events.json');
const before: Record<string, readonly string[]> = existsSync(eventsFile)
  ? (JSON.parse(readFileSync(eventsFile, 'utf8')) as Record<string, readonly string[]>)
  : {};
const names = Object.fromEntries(Object.entries(eventTypes).map(([source, types]) => [source, [...new Set([...(before[source] ?? []), ...types])].sort()]));
writeFileSync(eventsFile, `${JSON.stringify(names, undefined, 1)}\n`);
