import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSignatures, type EmbeddedSignature } from './pdf-signatures.ts';
import { runProgram, type Outcome } from './run-program.ts';

/** Whom to trust, each as PEM text. */
export interface TrustAnchors {
  readonly rootPem: string;
  readonly issuingPem: string;
  /** The revocation lists of both authorities, one after the other. */
  readonly crlPem: string;
}

/** What two verifiers that are not ours say of a file. */
export interface Verification {
  readonly ok: boolean;
  readonly openssl: Outcome;
  readonly pdfsig: Outcome;
}

/** Verifies every signature of a PDF with OpenSSL (CMS, chain, revocation) and with poppler's pdfsig. */
export async function verifyPdf(file: string, trust: TrustAnchors): Promise<Verification> {
  const pdf = await readFile(file);
  const folder = await mkdtemp(join(tmpdir(), 'verify-'));
  try {
    const files = {
      'root.pem': trust.rootPem,
      'issuing.pem': trust.issuingPem,
      'crl.pem': trust.crlPem,
      'signed.pdf': pdf,
    };
    await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
    const signatures = findSignatures(pdf);
    const openssl = await askOpenssl(signatures, folder);
    const pdfsig = await askPdfsig(signatures.length, folder);
    return { ok: openssl.ok && pdfsig.ok, openssl, pdfsig };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Copies a signed PDF with one bit of its version digit turned over, which leaves it readable and must end its validity. */
export async function tamper(file: string, target: string): Promise<void> {
  const pdf = await readFile(file);
  const at = '%PDF-1.'.length;
  pdf[at] = (pdf[at] ?? 0) ^ 1;
  await writeFile(target, pdf);
}

async function askOpenssl(signatures: readonly EmbeddedSignature[], folder: string): Promise<Outcome> {
  if (signatures.length === 0) return { ok: false, text: 'no signature was found\n' };
  const outcomes: Outcome[] = [];
  for (const { cms, content } of signatures) {
    await writeFile(join(folder, 'sig.der'), cms);
    await writeFile(join(folder, 'tbs'), content);
    const signer = ['-signer', 'signer.pem', '-certfile', 'issuing.pem', '-CAfile', 'root.pem'];
    const input = ['-binary', '-inform', 'DER', '-in', 'sig.der', '-content', 'tbs', '-out', 'verified'];
    outcomes.push(await runProgram('openssl', ['cms', '-verify', '-cades', ...input, ...signer], folder));
    // Only a signer that the line above has accepted; a file left by the signature before must not be judged instead.
    if (outcomes.at(-1)?.ok !== true) break;
    const revocation = ['-crl_check_all', '-CRLfile', 'crl.pem'];
    const chain = ['-CAfile', 'root.pem', '-untrusted', 'issuing.pem', ...revocation, 'signer.pem'];
    outcomes.push(await runProgram('openssl', ['verify', ...chain], folder));
  }
  const newest = signatures.some(({ coversFile }) => coversFile);
  const text = outcomes.map((outcome) => outcome.text).join('');
  return {
    ok: newest && outcomes.every(({ ok }) => ok),
    text: newest ? text : `${text}bytes follow the last signature\n`,
  };
}

/**
 * Reads the text, because pdfsig ends with 0 also when a digest does not match. Up to version 22.12 it takes any error left
 * over from trying for the certificate's verdict: an OCSP responder named in the certificate must answer it (the system's
 * resolver knows no `*.localhost`), and `-no-ocsp` always ends in an "Unknown issue". It denies trust then, it never grants it.
 */
async function askPdfsig(signatures: number, folder: string): Promise<Outcome> {
  const created = await runProgram('certutil', ['-N', '-d', 'sql:.', '--empty-password'], folder);
  const trusted = await runProgram('certutil', ['-A', '-d', 'sql:.', '-n', 'root', '-t', 'CT,C,C', '-i', 'root.pem'], folder);
  if (!created.ok || !trusted.ok) return { ok: false, text: `${created.text}${trusted.text}` };
  const { ok, text } = await runProgram('pdfsig', ['-nssdir', 'sql:.', 'signed.pdf'], folder);
  const says = (sentence: string) => text.split(sentence).length - 1 === signatures;
  const accepted = says('Signature is Valid.') && says('Certificate is Trusted.') && text.includes('  - Total document signed');
  return { ok: ok && signatures > 0 && accepted, text };
}
