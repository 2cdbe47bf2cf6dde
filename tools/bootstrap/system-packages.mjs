import { createInterface } from 'node:readline/promises';
import { run, tail, which } from './command.mjs';
import { isDisposable, isRoot } from './machine.mjs';
import { SetupError } from './progress.mjs';

/** The requirements that this machine does not meet for these purposes. */
export function missing(requirements, purposes) {
  return requirements.filter((requirement) => purposes.includes(requirement.when) && !requirement.found());
}

const packageManager = () => ['apt-get', 'brew'].find((name) => which(name));

function packagesOf(absent, manager) {
  return [...new Set(absent.map((requirement) => (manager === 'brew' ? requirement.brew : requirement.apt)))];
}

/** The command a person would type, in the words of the package manager that is there. */
export function installCommand(absent, manager = packageManager()) {
  const packages = packagesOf(absent, manager);
  if (manager === 'brew') return packages.map((name) => `brew install ${name}`).join(' && ');
  const asRoot = isRoot() ? '' : 'sudo ';
  return `${asRoot}apt-get update && ${asRoot}apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * Installs what is missing, if it may: without asking only with `--yes`, or as root in a CI job or a container;
 * otherwise after one question; otherwise it says what to run.
 */
export async function installPackages(absent, yes) {
  if (absent.length === 0) return 'nothing to install';
  const names = absent.map((requirement) => requirement.name).join(', ');
  const manager = packageManager();
  if (!manager) {
    throw new SetupError(`missing: ${names}, and neither apt-get nor brew is here`, 'install them with your system and start again');
  }
  if (!(await mayInstall(absent, manager, yes))) {
    throw new SetupError(`missing: ${names}`, `run \`${installCommand(absent, manager)}\`, or start again with --yes`);
  }
  await install(absent, manager);
  const still = absent.filter((requirement) => !requirement.found());
  if (still.length > 0) {
    const left = still.map((requirement) => requirement.name).join(', ');
    throw new SetupError(`installed, and still not found: ${left}`, `check the output of \`${installCommand(still, manager)}\``);
  }
  return `installed ${names}`;
}

async function mayInstall(absent, manager, yes) {
  if (isRoot() && (yes || isDisposable())) return true;
  if (yes) return manager === 'brew' || which('sudo') !== undefined;
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`\n  Paraph needs system packages. Run this now?\n    ${installCommand(absent, manager)}\n  [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function install(absent, manager) {
  for (const [program, args] of commands(absent, manager)) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', HOMEBREW_NO_AUTO_UPDATE: '1' };
    const { status, output } = await run(program, args, { env });
    // A stale or unreachable source in the list must not stop an installation that the others can serve.
    if (status !== 0 && !args.includes('update')) {
      throw new SetupError(`\`${program} ${args.join(' ')}\` failed:\n${tail(output)}`, `run \`${installCommand(absent, manager)}\` yourself and start again`);
    }
  }
}

function commands(absent, manager) {
  const packages = packagesOf(absent, manager);
  if (manager === 'brew') return packages.map((name) => ['brew', ['install', ...name.split(' ')]]);
  const steps = [
    ['apt-get', ['update', '-qq']],
    ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]],
  ];
  return isRoot() ? steps : steps.map(([program, args]) => ['sudo', [program, ...args]]);
}
