/**
 * Writes the OpenAPI documents of both versions of the API to `apps/gateway/openapi/`, from the schemas the gateway reads requests by. A unit
 * test fails while the files say something else: whoever runs this accepts that the public shape changed. Needs `nx build gateway`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is used of the gateway's modules. */
interface Documents {
  readonly versionParts: readonly { readonly dialect: { readonly name: string } }[];
  readonly openApiDocument: (parts: unknown, origin: string) => unknown;
  readonly documentText: (document: unknown) => string;
}

const gateway = resolve(import.meta.dirname, '../../apps/gateway');
const load = async (file: string): Promise<object> => (await import(pathToFileURL(resolve(gateway, 'dist', file)).href)) as object;
const { versionParts, openApiDocument, documentText } = {
  ...(await load('transport/versions.js')),
  ...(await load('transport/openapi/document.js')),
} as Documents;

mkdirSync(resolve(gateway, 'openapi'), { recursive: true });
for (const parts of versionParts) {
  const file = resolve(gateway, 'openapi', `csc-${parts.dialect.name}.json`);
  writeFileSync(file, documentText(openApiDocument(parts, 'https://csc.example')));
  console.log(`wrote ${file}`);
}
