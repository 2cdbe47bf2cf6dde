import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program that is not ours says. */
export interface Verdict {
  readonly status: number | null;
  readonly text: string;
}

/** Verifies a detached CMS and the CAdES attribute with OpenSSL, against one trusted root. */
export function opensslVerify(cms: Uint8Array, content: Uint8Array, rootPem: string): Verdict {
  return withFiles({ 'sig.der': cms, content, 'root.pem': rootPem }, (folder) => {
    const verify = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'sig.der', '-content', 'content'];
    return run('openssl', [...verify, '-CAfile', 'root.pem', '-out', 'verified'], folder);
  });
}

/**
 * Verifies every signature of a PDF with poppler's pdfsig, which trusts what an NSS database trusts. pdfsig 22.12 reads
 * freed memory when two signatures of a file share a certificate, so give each its own chain.
 */
export function pdfsigVerify(pdf: Uint8Array, ...rootPems: string[]): Verdict {
  const roots = Object.fromEntries(rootPems.map((pem, index) => [`root-${index}.pem`, pem]));
  return withFiles({ 'signed.pdf': pdf, ...roots }, (folder) => {
    run('certutil', ['-N', '-d', 'sql:.', '--empty-password'], folder);
    for (const root of Object.keys(roots)) {
      run('certutil', ['-A', '-d', 'sql:.', '-n', root, '-t', 'CT,C,C', '-i', root], folder);
    }
    return run('pdfsig', ['-nssdir', 'sql:.', 'signed.pdf'], folder);
  });
}

/** Takes the CMS and the covered bytes out of a PDF by the byte range written in it, the last one first. */
export function extractSignatures(pdf: Uint8Array): { cms: Buffer; content: Buffer }[] {
  const bytes = Buffer.from(pdf);
  const ranges = bytes.toString('latin1').matchAll(/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/g);
  return [...ranges]
    .map(([, ...numbers]) => numbers.map(Number))
    .map(([start = 0, length = 0, resume = 0, rest = 0]) => ({
      cms: Buffer.from(bytes.toString('latin1', start + length + 1, resume - 1), 'hex'),
      content: Buffer.concat([bytes.subarray(start, start + length), bytes.subarray(resume, resume + rest)]),
    }))
    .reverse();
}

function withFiles(files: Readonly<Record<string, Uint8Array | string>>, act: (folder: string) => Verdict): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'ades-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: string[], cwd: string): Verdict {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return { status, text: `${stdout}${stderr}` };
}
