import { ConfigProblems, readConfig, type ConfigOf, type ConfigShape, type ServiceConfig } from './config/service-config.js';

/**
 * Runs a command of a service beside its process: settings from the environment, words from the command line, one line of
 * JSON as the answer. Exit code 78 means the configuration, 1 that the command failed.
 */
export async function runCommand<Shape extends ConfigShape>(
  config: ServiceConfig<Shape>,
  run: (settings: ConfigOf<Shape>, words: readonly string[]) => Promise<object>,
): Promise<void> {
  try {
    const answer = await run(readConfig(config, process.env), process.argv.slice(2));
    process.stdout.write(`${JSON.stringify({ service: config.service, ...answer })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ConfigProblems ? 78 : 1;
  }
}
