import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { prepareIdentityProvider, SIGNING_CLIENT, type PreparedIdentityProvider } from '../sandbox/idp/prepare.ts';
import { plainEnvironment } from './environment.ts';
import type { Ground } from './foundation.ts';
import { untilHealthy } from './health.ts';
import { writeJson } from './json-file.ts';
import { nodeCommand } from './node-command.ts';
import { loopbackOrigin, originsOf } from './origins.ts';
import { StepFailure } from './progress.ts';
import type { SupervisedSpec } from './supervised-program.ts';

/** The sandbox's identity provider of a stack, and the file that tells SAM and identity whose evidence is accepted. */
export interface StackIdentityProvider extends PreparedIdentityProvider {
  readonly program: SupervisedSpec;
  /** JSON: the sandbox's provider first, then those of `--providers`. */
  readonly providersFile: string;
}

const furtherProviders = z.array(z.record(z.string(), z.unknown()));

/** Makes the provider's files and its program; starts nothing. */
export function openIdentityProvider(ground: Ground, signingClientKeys: string): StackIdentityProvider {
  const { state, ports, tls } = ground;
  const origins = originsOf(ports, { tls: tls !== undefined });
  const prepared = prepareIdentityProvider({
    folder: state.folder('sandbox'),
    port: ports.idp,
    issuer: origins.idp,
    identityOrigin: origins.identity,
    signingClientKeys,
    ...(tls === undefined ? {} : { tls: { certificateFile: tls.certificate, keyFile: tls.key } }),
  });
  const providersFile = state.path('sandbox', 'providers.json');
  const own = {
    issuer: origins.idp,
    clientId: SIGNING_CLIENT,
    authorizationEndpoint: prepared.authorizationEndpoint,
    tokenEndpoint: prepared.tokenEndpoint,
    algorithms: ['ES256'],
    keys: [prepared.publicKey],
  };
  writeJson(providersFile, [own, ...further(ground.providers)]);
  return { ...prepared, providersFile, program: program(ground, prepared.configFile, origins.idp) };
}

function further(file: string): readonly object[] {
  if (file === '') return [];
  try {
    return furtherProviders.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StepFailure(`${file} is not a JSON list of identity providers`, 'correct the file named with --providers', { cause: error });
  }
}

function program({ root, state }: Ground, configFile: string, issuer: string): SupervisedSpec {
  return {
    name: 'idp',
    command: nodeCommand(root, `${root}/tools/sandbox/idp/main.ts`, configFile),
    env: { ...plainEnvironment(), NODE_COMPILE_CACHE: state.folder('cache', 'idp') },
    cwd: root,
    log: state.path('logs', 'idp.log'),
    stopSignal: 'SIGTERM',
    ready: (signal) => untilHealthy(loopbackOrigin(issuer), '/health/ready', signal),
  };
}
