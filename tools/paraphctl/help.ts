import { endpointTags, managementEndpoints } from '@paraph/contracts';
import { commands, type Command } from './commands.ts';
import { membersOf, type Member } from './members.ts';

const common = [
  ['--origin <address>', 'where management is; otherwise PARAPHCTL_ORIGIN, or where login was'],
  ['--token-file <file>', 'the token, where it is not that of login; otherwise PARAPHCTL_TOKEN_FILE'],
  ['--json', 'the answer as it came'],
  ['--help', 'what a command takes'],
] as const;

/** How a command is typed. */
export function usageOf(command: Command): string {
  const members = membersOf(command);
  const places = members.filter(({ where }) => where === 'place').map(({ option }) => `<${option}>`);
  const needed = members.filter(({ where, isRequired }) => where !== 'place' && isRequired).map((one) => optionOf(one));
  const hasMore = members.some(({ where, isRequired }) => where !== 'place' && !isRequired) || command.saves !== undefined;
  return ['paraphctl', command.words, ...places, ...needed, ...(hasMore ? ['[options]'] : [])].join(' ');
}

/** All commands by what they are about. */
export function overview(): string {
  const groups = endpointTags.map((tag) => commands.filter(({ endpoint }) => managementEndpoints[endpoint].tag === tag)).filter((group) => group.length > 0);
  const rows = (group: readonly Command[]): string[] => group.map(({ words, endpoint }) => `  ${words.padEnd(24)} ${managementEndpoints[endpoint].purpose}`);
  return [
    'paraphctl <command> [arguments] [options]: what operators do, from a terminal',
    '',
    `  ${'login'.padEnd(24)} Signs an operator in, by a passkey.`,
    `  ${'completion'.padEnd(24)} Prints what bash or zsh need to complete commands, options and names.`,
    ...groups.flatMap((group) => ['', ...rows(group)]),
    '',
    ...common.map(([option, meaning]) => `  ${option.padEnd(24)} ${meaning}`),
    '',
    'Ends with 0 if it is done, 1 if it was refused, 2 if the line was not understood, 3 if management was not there.',
  ].join('\n');
}

/** One command with what it takes. */
export function commandHelp(command: Command): string {
  const options = membersOf(command).filter(({ where }) => where !== 'place');
  const own = options.map((one): readonly [string, string] => [optionOf(one), meaningOf(one)]);
  const saves = command.saves === undefined ? [] : [[`--${command.saves.option} <file>`, `writes the answer’s ${command.saves.member} there`] as const];
  const rows = [...own, ...saves, ...common];
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    usageOf(command),
    '',
    managementEndpoints[command.endpoint].purpose,
    '',
    ...rows.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`),
  ].join('\n');
}

const values = { text: '<text>', number: '<number>', flag: '', texts: '<text>', json: '<json|@file>' } as const;

/** An option with what it takes. */
export function optionOf({ option, kind, prefix }: Member): string {
  return `--${option} ${prefix === undefined ? values[kind] : `<${prefix}_…>`}`.trimEnd();
}

/** What an option means beyond its name. */
export function meaningOf({ isRequired, kind, choices, fallback, prefix }: Member): string {
  const parts = [
    isRequired ? 'required' : '',
    kind === 'texts' ? 'may come several times' : '',
    choices.length > 0 ? `one of ${choices.join(', ')}` : '',
    prefix === 'sub' || prefix === 'cli' || prefix === 'sgn' ? 'or the name, where one alone has it' : '',
    fallback === undefined || typeof fallback === 'object' ? '' : `otherwise ${JSON.stringify(fallback)}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
