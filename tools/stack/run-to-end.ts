import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { StepFailure } from './progress.ts';

/** A command that does one thing and ends, such as a migration. */
export interface OneOffCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const running = new Set<ChildProcess>();

/** Ends every command that is under way: none may outlive a start that was given up. */
export function endCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

process.on('exit', endCommands);

/** Runs a Node program to its end and hands back what it printed; its error text is the reason when it fails. */
export async function runToEnd(command: OneOffCommand): Promise<string> {
  const child = spawn(process.execPath, command.args, { cwd: command.cwd, env: { ...command.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  await once(child, 'close');
  running.delete(child);
  if (child.exitCode === 0) return output.trim();
  const how = child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;
  throw new StepFailure(`${command.name} failed (${how}):\n${indented(errors || output)}`, 'read the lines above; start again when the cause is gone');
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .slice(-20)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A compiled file of a service, or the sentence that says how to make it. */
export function builtFile(root: string, service: string, file: string): string {
  const path = `${root}/apps/${service}/dist/${file}`;
  if (!existsSync(path)) throw new StepFailure(`${path} is missing`, 'run `npm run build`');
  return path;
}
