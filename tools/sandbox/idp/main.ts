import { readConfiguration } from './config.ts';
import { startIdentityProvider } from './server.ts';

// The sandbox's OpenID provider as a command: node tools/sandbox/idp/main.ts <config.json>
const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node tools/sandbox/idp/main.ts <config.json>\n');
  process.exit(64);
}
const configuration = readConfiguration(file);
const server = await startIdentityProvider(configuration);
process.stdout.write(`sandbox identity provider at ${configuration.issuer}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
