import { completePdf, preparePdf, signatureAlgorithm } from '@paraph/ades';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { joseSignature } from './jose-signature.ts';
import { transcriptLines } from './pages.ts';
import { ceremonyIdOf } from './people.ts';
import { commandLine, digestOf, start, type Programs } from './programs.ts';
import type { Plan } from './script.ts';
import { textPdf } from '@paraph/kernel';
import type { Transcript } from './transcript.ts';

/** RFC 8725 section 3.11: nothing else that is signed here has this type. */
export const TRANSCRIPT_TYPE = 'paraph-ceremony+jwt';

const opening = z.object({ certificate: z.base64(), mac: z.base64(), digest: z.string() });
const signed = z.object({ signature: z.base64() });

/** A transcript on its way: for the security officer, or a copy for whom it concerns (SEA-03). */
interface Issue {
  readonly folder: string;
  readonly copyFor?: string | undefined;
}

/**
 * Has the token sign a transcript that is finished, as JSON and as PDF, and the copy with it. All signatures are of one key that lives as long as
 * the command does. Answers the files.
 */
export async function signTranscript(plan: Plan, transcript: Transcript, programs: Programs, folder: string): Promise<readonly string[]> {
  const ceremonyId = ceremonyIdOf(transcript);
  const { copyFor } = plan.script;
  const client = copyFor === undefined ? undefined : plan.values[copyFor];
  const json = transcriptJson(plan, transcript);
  const file = join(folder, 'transcript.json');
  writeFileSync(file, json, { mode: 0o600 });

  const line = commandLine(programs, { program: 'token', words: ['sign-transcript', '--transcript', file, '--ceremony-id', ceremonyId] });
  const child = start(programs, line);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const ended = once(child, 'close');
  const next = async <T>(shape: z.ZodType<T>): Promise<T> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the token did not sign the transcript: ${errors.trim()}`);
    return shape.parse(JSON.parse(value));
  };
  const { certificate, mac, digest } = await next(opening);
  if (digest !== digestOf(json)) throw new Error('the token was asked to sign another transcript');
  const sign = async (bytes: Uint8Array): Promise<Uint8Array> => {
    child.stdin.write(`${JSON.stringify({ digest: createHash('sha256').update(bytes).digest('base64') })}\n`);
    return Buffer.from((await next(signed)).signature, 'base64');
  };

  const issues: readonly Issue[] = [{ folder }, ...(client === undefined ? [] : [{ folder: join(folder, 'copy-for-client'), copyFor: client }])];
  const files: string[] = [];
  for (const { folder: into, copyFor: whom } of issues) {
    mkdirSync(into, { recursive: true, mode: 0o700 });
    const pdf = textPdf(transcriptLines({ title: plan.script.title, ceremonyId, digest, copyFor: whom }, transcript.entries), {
      title: `${plan.script.title}, transcript`,
      foot: `${ceremonyId}  ${digest.slice(0, 16)}`,
      at: new Date(transcript.entries.at(-1)?.at ?? 0),
    });
    const about = { iss: ceremonyId, ...(whom !== undefined && { copyFor: whom }), sha256: digest, transcript: JSON.parse(json) as unknown };
    const contents: Readonly<Record<string, string | Uint8Array>> = {
      'transcript.json': json,
      'transcript.jws': await compactJws(about, certificate, sign),
      'transcript.pdf': await signedPdf(pdf, { certificate, reason: whom === undefined ? 'Transcript of a ceremony' : `Copy for ${whom}` }, sign),
      'seal.json': `${JSON.stringify({ certificate, mac, digest }, null, 2)}\n`,
    };
    for (const [name, content] of Object.entries(contents)) {
      writeFileSync(join(into, name), content, { mode: 0o600 });
      files.push(join(into, name));
    }
  }
  child.stdin.end();
  const [exit] = (await ended) as [number | null];
  if (exit !== 0) throw new Error(`the token's command failed: ${errors.trim()}`);
  return files;
}

/** The whole of it: what was planned, and what happened. */
function transcriptJson({ script, values, digest }: Plan, transcript: Transcript): string {
  const content = { kind: 'paraph-ceremony-transcript-1', ceremonyId: ceremonyIdOf(transcript), plan: { script, values, digest }, entries: transcript.entries };
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function compactJws(payload: object, certificate: string, sign: (bytes: Uint8Array) => Promise<Uint8Array>): Promise<string> {
  const header = { alg: 'ES256', typ: TRANSCRIPT_TYPE, x5c: [certificate] };
  const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${joseSignature(await sign(Buffer.from(input))).toString('base64url')}`;
}

async function signedPdf(
  pdf: Uint8Array,
  { certificate, reason }: { certificate: string; reason: string },
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const signingCertificate = new Uint8Array(Buffer.from(certificate, 'base64'));
  const prepared = preparePdf(pdf, { signingCertificate, chain: [], digestAlgorithm: 'sha256', signedAt: new Date(), reason });
  return completePdf(prepared, await sign(prepared.signedAttributes), signatureAlgorithm('ec', 'sha256'));
}
