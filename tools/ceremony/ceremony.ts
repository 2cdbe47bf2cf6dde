import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkFolder } from './check.ts';
import { terminal } from './conversation.ts';
import { hold } from './hold.ts';
import { planLines } from './pages.ts';
import { programDigests, type Programs } from './programs.ts';
import { planOf, type Plan } from './script.ts';
import { signTranscript } from './sign-transcript.ts';
import { textPdf } from '@paraph/kernel';
import { Transcript } from './transcript.ts';

const USAGE = `usage: npm run ceremony -- print SCRIPT --folder FOLDER [--set NAME=VALUE …]
       npm run ceremony -- hold  SCRIPT --folder FOLDER [--set NAME=VALUE …] --module PATH --label LABEL --pin-file PATH --so-pin-file PATH
       npm run ceremony -- check FOLDER
  print   writes the plan with the code of each step (plan.pdf, plan.txt), for every person to bring
  hold    leads through it; after a break, the same command goes on; at the end the token signs the transcript
  check   whether a signed transcript is whole, and by whom it was approved
SCRIPT is a file, or the name of one of tools/ceremony/scripts. docs/operations/ceremony-program.md`;

const root = resolve(import.meta.dirname, '../..');

/** The terminal program. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const options = {
    folder: text,
    set: { type: 'string', multiple: true },
    module: text,
    label: text,
    'pin-file': text,
    'so-pin-file': text,
    'module-parameters': text,
    'family-file': text,
  } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [verb, subject, ...more] = positionals;
  if (subject === undefined || more.length > 0) throw new Error(USAGE);
  if (verb === 'check') return void process.stdout.write(`${JSON.stringify(checkFolder(subject), null, 2)}\n`);
  const { folder } = values;
  if (folder === undefined || (verb !== 'print' && verb !== 'hold')) throw new Error(USAGE);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const plan = planOf(readFileSync(scriptFile(subject), 'utf8'), settingsOf(values.set ?? []));
  if (verb === 'print') return print(plan, folder);

  const token = (['module', 'label', 'pin-file', 'so-pin-file', 'module-parameters', 'family-file'] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const digests = programDigests({ root, token });
  const programs: Programs = { root, token, book: join(resolve(folder), 'book.jsonl'), environment: process.env, digests };
  const conversation = terminal();
  try {
    const transcript = Transcript.open(join(folder, 'transcript.jsonl'), () => new Date());
    const outcome = await hold(plan, programs, { transcript, conversation });
    if (outcome !== 'ended') return void (process.exitCode = 3);
    const files = await signTranscript(plan, transcript, programs, resolve(folder));
    const { digest, certificate } = checkFolder(folder);
    conversation.say(`\nSigned in the token.\n  transcript   ${digest}\n  certificate  ${certificate}\nWrite both on paper, and sign it by hand.`);
    conversation.say(files.map((file) => `  ${file}`).join('\n'));
  } finally {
    conversation.close();
  }
}

function print(plan: Plan, folder: string): void {
  const lines = planLines(plan);
  const words = { title: plan.script.title, foot: `Plan ${plan.digest.slice(0, 16)}`, at: new Date() };
  writeFileSync(join(folder, 'plan.txt'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'plan.pdf'), textPdf(lines, words));
  process.stdout.write(`${join(folder, 'plan.pdf')}\n${join(folder, 'plan.txt')}\n`);
}

function scriptFile(name: string): string {
  return existsSync(name) ? name : join(import.meta.dirname, 'scripts', `${name}.json`);
}

function settingsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', ...rest] = word.split('=');
      return [name, rest.join('=')];
    }),
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
