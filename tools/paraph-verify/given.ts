import { HeadKey, splitLines, Unreadable, type GivenDocument, type Trust, type WitnessFile } from '@paraph/verifier';
import { X509Certificate, type JsonWebKey } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

/** The words of a line. */
export interface Given {
  readonly paths: readonly string[];
  readonly trust: Trust;
  readonly documents: readonly GivenDocument[];
  readonly witnesses: readonly string[];
  readonly isJson: boolean;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export const usage = `paraph-verify FILE|DIRECTORY… --key tree-head.jwk.json [--root ca.pem] [--tsa anchor.pem] [--document signed.pdf] [--witness file] [--json]

  FILE         a receipt, an evidence package, or a witness file
  DIRECTORY    an archive: manifests, bundles and receipts of months
  --key        the public key by which the provider signs heads (JWK), as the provider publishes it
  --root       certification authorities that you trust with signers’ certificates (PEM)
  --tsa        time-stamping authorities that you trust, or their roots (PEM)
  --document   the document that is said to be signed: a signed PDF, or the file whose digest was signed
  --witness    a file of heads that somebody outside has kept
  --json       the answer as JSON

It ends with 0 only if nothing is in doubt, with 1 if anything is, with 2 if something cannot be read.`;

/** Reads what was given on the line. @throws Unreadable */
export async function readGiven(words: readonly string[]): Promise<Given | 'help'> {
  const { values, positionals } = parse(words);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new Unreadable('nothing to verify was named');
  const key = values.key === undefined ? undefined : new HeadKey(jwkOf(await textOf(values.key), values.key));
  const documents = (values.document ?? []).map(async (name) => ({ name, bytes: new Uint8Array(await bytesOf(name)) }));
  return {
    paths: positionals,
    trust: {
      ...(key && { headKey: key }),
      timestampAnchors: (await Promise.all((values.tsa ?? []).map(certificatesOf))).flat(),
      roots: (await Promise.all((values.root ?? []).map(certificatesOf))).flat(),
    },
    documents: await Promise.all(documents),
    witnesses: values.witness ?? [],
    isJson: values.json ?? false,
  };
}

/** A witness file, read line by line. */
export function witnessFile(name: string): WitnessFile {
  return { name, lines: splitLines(createReadStream(name)) };
}

function parse(words: readonly string[]) {
  const many = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { key: { type: 'string' }, tsa: many, root: many, document: many, witness: many, json: flag, help: flag },
    });
  } catch (error) {
    throw new Unreadable(error instanceof Error ? error.message : String(error));
  }
}

function jwkOf(text: string, name: string): JsonWebKey {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw new Unreadable(`${name} is no JSON`);
  }
}

async function certificatesOf(name: string): Promise<X509Certificate[]> {
  try {
    const certificates = ((await textOf(name)).match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
    if (certificates.length > 0) return certificates;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
  }
  throw new Unreadable(`${name} has no certificate in PEM`);
}

async function textOf(name: string): Promise<string> {
  return (await bytesOf(name)).toString('utf8');
}

/** The bytes of a file. @throws Unreadable */
export async function bytesOf(name: string): Promise<Buffer> {
  try {
    return await readFile(name);
  } catch {
    throw new Unreadable(`${name} cannot be read`);
  }
}
