import { serviceEnvironment } from './environment.ts';
import type { Ground } from './foundation.ts';
import { untilHealthy } from './health.ts';
import { nodeCommand, nodeCommandWith } from './node-command.ts';
import { loopbackOrigin } from './origins.ts';
import { builtFile } from './run-to-end.ts';
import type { ServiceEntry, Surroundings } from './services.ts';
import type { SupervisedSpec } from './supervised-program.ts';

/** A service as a supervised program: a Node process with its own environment, ready when its health says so. */
export function serviceProgram(service: ServiceEntry, ground: Ground, around: Surroundings): SupervisedSpec {
  const file = service.program === undefined ? builtFile(ground.root, service.name, 'main.js') : `${ground.root}/${service.program}`;
  return {
    name: service.name,
    command: service.heap === undefined ? nodeCommand(ground.root, file) : nodeCommandWith(service.heap, ground.root, file),
    env: serviceEnvironment(service, around),
    cwd: ground.root,
    log: ground.state.path('logs', `${service.name}.log`),
    stopSignal: 'SIGTERM',
    ready: (signal) => untilHealthy(loopbackOrigin(around.origins[service.port]), '/health/ready', signal),
  };
}
