/**
 * Writes the OpenAPI documents: of both versions of the CSC API to `apps/gateway/openapi/`, of the management API to `apps/management/openapi/`,
 * each from the schemas its process reads requests by. A unit test fails while a file says something else: whoever runs this accepts that the
 * public shape changed. Needs `nx run-many -t build -p gateway management`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is used of the gateway's modules. */
interface GatewayDocuments {
  readonly versionParts: readonly { readonly dialect: { readonly name: string } }[];
  readonly openApiDocument: (parts: unknown, origin: string) => unknown;
  readonly documentText: (document: unknown) => string;
}

/** What is used of management's. */
interface ManagementDocument {
  readonly openApiDocument: () => unknown;
  readonly documentText: (document: unknown) => string;
}

const apps = resolve(import.meta.dirname, '../../apps');
const load = async (app: string, file: string): Promise<object> => (await import(pathToFileURL(resolve(apps, app, 'dist', file)).href)) as object;

function write(app: string, name: string, text: string): void {
  const folder = resolve(apps, app, 'openapi');
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, name), text);
  console.log(`wrote ${resolve(folder, name)}`);
}

const gateway = { ...(await load('gateway', 'transport/versions.js')), ...(await load('gateway', 'transport/openapi/document.js')) } as GatewayDocuments;
for (const parts of gateway.versionParts)
  write('gateway', `csc-${parts.dialect.name}.json`, gateway.documentText(gateway.openApiDocument(parts, 'https://csc.example')));

const management = (await load('management', 'transport/openapi/document.js')) as ManagementDocument;
write('management', 'management-v1.json', management.documentText(management.openApiDocument()));
