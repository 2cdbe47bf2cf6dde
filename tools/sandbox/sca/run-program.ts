import { execFile } from 'node:child_process';

/** How a foreign program ended and what it said. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/** Runs a verifier in a folder, in English whatever the machine speaks; a missing program is a refusal, not a crash. */
export function runProgram(program: string, args: readonly string[], folder: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const environment = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C' };
    execFile(program, args, { cwd: folder, env: environment, timeout: 60_000 }, (error, stdout, stderr) => {
      const missing = error !== null && error.code === 'ENOENT' ? `${program} is not installed\n` : '';
      resolve({ ok: error === null, text: `$ ${program} ${args.join(' ')}\n${stdout}${stderr}${missing}` });
    });
  });
}
