import { managementEndpoints, type Endpoint } from '@paraph/contracts';
import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { z } from 'zod';
import type { Command } from './commands.ts';
import { misused } from './exit.ts';
import { membersOf, type Member } from './members.ts';

/** What every command can be told besides. */
export const commonOptions = {
  origin: { type: 'string' },
  'token-file': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

/** A line as it was understood. */
export interface Line {
  readonly common: { readonly origin?: string; readonly tokenFile?: string; readonly json: boolean; readonly help: boolean };
  readonly asked: Readonly<Record<Member['where'], Readonly<Record<string, unknown>>>>;
  /** Where an answer's file goes. */
  readonly saveTo?: string;
}

/** Reads what stands behind a command's words. @throws Ended where it is not what the command takes */
export function readLine(command: Command, rest: readonly string[]): Line {
  const members = membersOf(command);
  const { values, positionals } = parsed(command, members, rest);
  const common = {
    ...(typeof values['origin'] === 'string' ? { origin: values['origin'] } : {}),
    ...(typeof values['token-file'] === 'string' ? { tokenFile: values['token-file'] } : {}),
    json: values['json'] === true,
    help: values['help'] === true,
  };
  const asked: Record<Member['where'], Record<string, unknown>> = { place: {}, query: {}, body: {} };
  if (common.help) return { common, asked };
  const places = members.filter(({ where }) => where === 'place');
  if (positionals.length !== places.length)
    throw misused(`${command.words} takes ${places.length === 0 ? 'no argument' : places.map(({ option }) => `<${option}>`).join(' ')}`);
  places.forEach(({ name }, at) => (asked.place[name] = positionals[at]));
  for (const member of members) {
    const typed = values[member.option];
    if (member.where !== 'place' && typed !== undefined) asked[member.where][member.name] = valueOf(member, typed);
  }
  const saveTo = command.saves && values[command.saves.option];
  return { common, asked, ...(typeof saveTo === 'string' ? { saveTo } : {}) };
}

/** Says what of a line the endpoint would not take, before anybody is asked. @throws Ended */
export function checkAsked({ endpoint, words }: Command, asked: Line['asked']): void {
  const schemas: Endpoint = managementEndpoints[endpoint];
  const wrong = (['place', 'query', 'body'] as const).flatMap((where) => {
    const result = (schemas[where] as z.ZodType).safeParse(asked[where]);
    return result.success ? [] : result.error.issues.map(({ path, message }) => `  ${path.map(String).join('.') || 'the whole'}: ${message}`);
  });
  if (wrong.length > 0) throw misused(`${words}:\n${wrong.join('\n')}\n  see paraphctl ${words} --help`);
}

function parsed(command: Command, members: readonly Member[], args: readonly string[]) {
  const options: ParseArgsOptionsConfig = { ...commonOptions };
  for (const { option, kind, where } of members)
    if (where !== 'place') options[option] = { type: kind === 'flag' ? 'boolean' : 'string', multiple: kind === 'texts' };
  if (command.saves) options[command.saves.option] = { type: 'string' };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw misused(`${command.words}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function valueOf({ kind, option }: Member, typed: unknown): unknown {
  if (kind === 'number') return Number(typed);
  if (kind !== 'json') return typed;
  const text = String(typed);
  try {
    return JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text) as unknown;
  } catch {
    throw misused(`--${option} takes JSON, or @file with JSON in it`);
  }
}
