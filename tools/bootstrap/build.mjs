import { join } from 'node:path';
import { run, tail } from './command.mjs';
import { SetupError } from './progress.mjs';

/** Compiles apps and libs; what has not changed comes from Nx's cache. */
export async function build(root) {
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };
  const nx = join(root, 'node_modules', '.bin', 'nx');
  const { status, output } = await run(nx, ['run-many', '-t', 'build', '--outputStyle=static'], { cwd: root, env });
  if (status !== 0) throw new SetupError(`the build failed:\n${tail(output, 40)}`, '`npm run build` repeats it by hand');
  const cached = output.match(/Cache:\s+(\d+)\/(\d+) hit/) ?? output.match(/from the cache[^\d]*(\d+) out of (\d+)/);
  if (!cached) return 'done';
  const [unchanged, all] = cached.slice(1).map(Number);
  return unchanged === all ? 'nothing changed' : `${all - unchanged} of ${all} projects compiled`;
}
