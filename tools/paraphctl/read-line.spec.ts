import { describe, expect, it } from '@jest/globals';
import { managementEndpoints, type Endpoint } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { commands, findCommand, type Command } from './commands.ts';
import { Ended } from './exit.ts';
import { commandHelp, overview } from './help.ts';
import { membersOf } from './members.ts';
import { checkAsked, readLine, type Line } from './read-line.ts';
import { shown, table } from './show.ts';

function line(text: string): { command: Command; read: Line } {
  const found = findCommand(text.split(' '));
  if (found === undefined) throw new Error(`no command: ${text}`);
  const read = readLine(found.command, found.rest);
  checkAsked(found.command, read.asked);
  return { command: found.command, read };
}

describe('the commands', () => {
  it('have words of their own', () => {
    const words = commands.map((one) => one.words);
    expect(words.filter((one, place) => words.indexOf(one) !== place)).toEqual([]);
    expect(words.filter((one) => ['login', 'completion', 'help'].includes(one.split(' ')[0] ?? ''))).toEqual([]);
  });

  it.each(commands.map((one) => [one.words, one] as const))('%s can be told all its endpoint asks for, and says so', (words, command) => {
    const { place, query, body }: Endpoint = managementEndpoints[command.endpoint];
    const members = membersOf(command);
    expect(members.map(({ name }) => name)).toEqual([place, query, body].flatMap(({ shape }) => Object.keys(shape)));
    expect(members.map(({ option }) => option).filter((option) => ['origin', 'token-file', 'json', 'help'].includes(option))).toEqual([]);
    const help = commandHelp(command);
    for (const { option } of members) expect(help).toContain(option);
    expect(overview()).toContain(words);
  });
});

describe('a line', () => {
  const clientId = newId('cli');

  it('becomes what its endpoint asks for', () => {
    const { read } = line(`client end ${clientId} --reason over --json`);
    expect(read).toEqual({ common: { json: true, help: false }, asked: { place: { clientId }, query: {}, body: { reason: 'over' } } });
  });

  it('has numbers, lists and JSON where these are asked for', () => {
    const authentication = '{"method":"none"}';
    const words = `client create --subscriber-id ${newId('sub')} --name x --multisign 7 --redirect-uris https://a.example --redirect-uris https://b.example`;
    const { read } = line(`${words} --authentication ${authentication}`);
    const redirectUris = ['https://a.example', 'https://b.example'];
    expect(read.asked.body).toMatchObject({ multisign: 7, redirectUris, authentication: { method: 'none' } });
  });

  it.each([
    ['client list --limit', 'limit'],
    ['client list --limit 0', 'limit'],
    ['client list extra', 'no argument'],
    ['client show', '<client-id>'],
    [`client show ${clientId} ${clientId}`, '<client-id>'],
    [`client end ${clientId}`, 'reason'],
    [`client end ${clientId} --reason x --force`, '--force'],
    [`client change ${clientId} --settings {`, 'takes JSON'],
    [`client change ${clientId} --settings @/nowhere`, 'takes JSON'],
    [`client change ${clientId}`, 'redirectUris'],
    [`credential renew ${newId('cred')} --kind prolong`, 'kind'],
  ])('%s is not understood', (text, said) => {
    const reading = (): unknown => line(text);
    expect(reading).toThrow(Ended);
    expect(reading).toThrow(said);
  });
});

describe('an answer', () => {
  it('is a table as wide as it has to be, without columns that nothing fills', () => {
    const list = [{ a: 'x', bcD: 1 }, { a: 'yyyy' }];
    expect(table(['a', 'bcD', 'e'], list)).toBe('A     BC D\nx     1\nyyyy');
  });

  it('cannot move the cursor, and cuts what is for programs', () => {
    const evil = shown({ list: [{ name: '\u001b[2Jx\n\u202ey\u0007' }] }, { columns: ['name'] });
    expect(evil).toBe('NAME\n·[2Jx··y·');
    expect(shown({ text: 'x'.repeat(200) }, {})).toContain('200 characters');
    expect(shown({}, {})).toBe('done');
    expect(shown({ list: [] }, { columns: ['name'] })).toBe('none');
  });
});
