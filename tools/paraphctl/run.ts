import { writeFileSync } from 'node:fs';
import { complete, completionScript } from './completion.ts';
import { findCommand, type Command } from './commands.ts';
import { Ended, exits, misused } from './exit.ts';
import { commandHelp, overview } from './help.ts';
import { login } from './login.ts';
import { ManagementApi } from './management-api.ts';
import { membersOf } from './members.ts';
import { resolveNames } from './names.ts';
import { checkAsked, readLine } from './read-line.ts';
import { accessOf, forgetSession } from './session.ts';
import { shown } from './show.ts';

/** Where a run speaks, and what it is told besides its line. */
export interface Terminal {
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs one line; answers how it ended. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await runLine(words, terminal);
    return exits.done;
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    terminal.complain(error.message);
    return error.exit;
  }
}

async function runLine(words: readonly string[], terminal: Terminal): Promise<void> {
  const [first = '--help', ...others] = words;
  if (first === '--help' || first === '-h' || first === 'help') return terminal.say(overview());
  if (first === 'completion') return terminal.say(completionScript(others[0]));
  if (first === '__complete') return complete(others, terminal);
  if (first === 'login') return runLogin(others, terminal);
  const found = findCommand(words);
  if (found === undefined) throw misused(`there is no command ${words.slice(0, 2).join(' ')}; paraphctl --help lists them`);
  await runCommand(found.command, found.rest, terminal);
}

async function runCommand(command: Command, rest: readonly string[], terminal: Terminal): Promise<void> {
  const { common, asked, saveTo } = readLine(command, rest);
  if (common.help) return terminal.say(commandHelp(command));
  const { origin, token } = accessOf(terminal.env, common);
  const api = new ManagementApi(origin, token);
  const resolved = await resolveNames(api, membersOf(command), asked);
  checkAsked(command, resolved);
  const answer = await api.ask(command.endpoint, resolved);
  if (command.endpoint === 'signOut') forgetSession(terminal.env);
  if (command.saves && saveTo !== undefined) save(answer, command.saves.member, saveTo);
  terminal.say(common.json ? JSON.stringify(answer, undefined, 2) : shown(answer, command));
}

async function runLogin(others: readonly string[], terminal: Terminal): Promise<void> {
  // The options of any command: this one takes no others.
  const { common } = readLine({ endpoint: 'beginSignIn', words: 'login' }, others);
  if (common.help)
    return terminal.say('paraphctl login [--origin <address of management>]\n\nSigns an operator in: a person opens the address and uses their passkey there.');
  await login(terminal, accessOf(terminal.env, common).origin);
}

function save(answer: unknown, member: string, file: string): void {
  const text = (answer as Readonly<Record<string, unknown>>)[member];
  if (typeof text !== 'string') throw new Ended(exits.refused, `the answer has no ${member}`);
  writeFileSync(file, Buffer.from(text, 'base64'), { mode: 0o600 });
}
