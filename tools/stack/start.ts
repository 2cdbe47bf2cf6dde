/** `npm start`. Turns the compile cache on before anything is loaded, so that types are stripped and code is compiled only once. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'paraph-start'));
const { runStart } = await import('./start-command.ts');
await runStart();
