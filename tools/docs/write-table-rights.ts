/** `npm run docs:rights`: writes `docs/operations/table-rights.md` from a PostgreSQL after all migrations of the built services. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readTableRights, tableRightsPage } from './table-rights.ts';

const root = resolve(import.meta.dirname, '../..');
const file = resolve(root, 'docs/operations/table-rights.md');
writeFileSync(file, await format(tableRightsPage(await readTableRights(root)), { ...(await resolveConfig(file)), filepath: file }));
process.stdout.write('docs/operations/table-rights.md is written\n');
