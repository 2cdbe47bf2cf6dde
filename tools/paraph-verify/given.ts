import { asIs, HeadKey, splitLines, Unreadable, unreadable, words, type GivenDocument, type Trust, type WitnessFile } from '@paraph/verifier';
import { X509Certificate, type JsonWebKey } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { requireLanguage } from './language.ts';

/** The words of a line. */
export interface Given {
  readonly paths: readonly string[];
  readonly trust: Trust;
  readonly documents: readonly GivenDocument[];
  readonly witnesses: readonly string[];
  readonly isJson: boolean;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Reads what was given on the line. @throws Unreadable */
export async function readGiven(line: readonly string[]): Promise<Given | 'help'> {
  const { values, positionals } = parse(line);
  requireLanguage(values.language);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new Unreadable(words('nothing to verify was named', 'rien à vérifier n’a été nommé'));
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

function parse(line: readonly string[]) {
  const many = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...line],
      allowPositionals: true,
      options: { key: { type: 'string' }, tsa: many, root: many, document: many, witness: many, language: { type: 'string' }, json: flag, help: flag },
    });
  } catch (error) {
    // Node's own words for a line of another shape.
    throw new Unreadable(asIs(error instanceof Error ? error.message : String(error)));
  }
}

function jwkOf(text: string, name: string): JsonWebKey {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw new Unreadable(unreadable.noJson(name));
  }
}

async function certificatesOf(name: string): Promise<X509Certificate[]> {
  try {
    const certificates = ((await textOf(name)).match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
    if (certificates.length > 0) return certificates;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
  }
  throw new Unreadable(words(`${name} has no certificate in PEM`, `${name} n’a pas de certificat en PEM`));
}

async function textOf(name: string): Promise<string> {
  return (await bytesOf(name)).toString('utf8');
}

/** The bytes of a file. @throws Unreadable */
export async function bytesOf(name: string): Promise<Buffer> {
  try {
    return await readFile(name);
  } catch {
    throw new Unreadable(words(`${name} cannot be read`, `${name} ne peut être lu`));
  }
}
