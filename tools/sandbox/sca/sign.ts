import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { DocumentDigest } from '@paraph/csc-client';
import { trustStack } from '../../stack/edge-certificates.ts';
import { explain, Progress, seconds, StepFailure, terminal } from '../../stack/progress.ts';
import { readPerson } from '../signer/people.ts';
import { approve } from '../signer/robot.ts';
import { LoopbackRedirect } from './loopback-redirect.ts';
import { chooseCredential, readSandbox } from './sandbox-file.ts';
import { readSignOptions, usage, type SignOptions } from './sign-options.ts';
import { signPdf } from './sign-pdf.ts';

const progress = new Progress(terminal);
try {
  const options = readSignOptions(process.argv.slice(2));
  if (options === undefined) progress.print(usage);
  else await sign(options);
} catch (error) {
  progress.print(explain(error));
  process.exitCode = 1;
}

async function sign(options: SignOptions): Promise<void> {
  trustStack(options.state);
  const sandbox = readSandbox(options.state);
  const credentialId = chooseCredential(sandbox, options.user, options.credential);
  if (!existsSync(options.input)) throw new StepFailure(`${options.input} is not there`, 'name a PDF that exists');
  const pdf = readFileSync(options.input);
  const authorise = (url: string, documents: readonly DocumentDigest[]) =>
    options.browser ? authoriseInBrowser(url, sandbox.redirectUri) : authoriseByRobot(url, options, documents);
  const request = { sandbox, credentialId, label: basename(options.input), pdf, signedAt: new Date(), authorise };
  const signed = await signPdf(request, progress);
  writeFileSync(options.output, signed);
  const total = progress.steps.reduce((sum, { ms }) => sum + ms, 0);
  progress.print(`\n  ${options.output} is signed by ${options.user} (${seconds(total)})`);
}

/** The robot approves only if the page shows exactly what was asked for. */
async function authoriseByRobot(url: string, { state, user }: SignOptions, documents: readonly DocumentDigest[]): Promise<URL> {
  const expect = { hashes: documents.map(({ hash }) => hash), labels: documents.map(({ label }) => label) };
  try {
    return await approve(url, readPerson(state, user), { expect });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StepFailure(`the robot could not authorise: ${why}`, 'try it yourself with --browser', { cause });
  }
}

async function authoriseInBrowser(url: string, redirectUri: string): Promise<URL> {
  const redirect = await LoopbackRedirect.listen(redirectUri);
  try {
    progress.say(`Open this address and decide:\n  ${url}`);
    return await redirect.answer();
  } finally {
    redirect.close();
  }
}
