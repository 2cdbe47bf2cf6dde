/**
 * Writes the OpenAPI documents: of both versions of the CSC API to `apps/gateway/openapi/`, of the management API to `apps/management/openapi/`,
 * of the audit API to `apps/audit/openapi/`, each from the schemas its process reads requests by. A unit test fails while a file says something else: whoever runs this accepts that the
 * public shape changed. Needs `nx run-many -t build -p gateway management audit`.
 */
import { documentText, type OpenApiDocument } from '@paraph/platform';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is used of the gateway's modules. */
interface GatewayDocuments {
  readonly versionParts: readonly { readonly dialect: { readonly name: string } }[];
  readonly openApiDocument: (parts: unknown, origin: string) => unknown;
  readonly documentText: (document: unknown) => string;
}

/** What is used of the others, which make theirs with platform. */
interface OperatorsDocuments {
  readonly managementDocument: () => OpenApiDocument;
  readonly auditDocument: () => OpenApiDocument;
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

const { managementDocument, auditDocument } = {
  ...(await load('management', 'transport/openapi/document.js')),
  ...(await load('audit', 'transport/openapi/document.js')),
} as OperatorsDocuments;
write('management', 'management-v1.json', documentText(managementDocument()));
write('audit', 'audit-v1.json', documentText(auditDocument()));
