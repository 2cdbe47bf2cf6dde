import { dirname } from 'node:path';
import { z } from 'zod';
import { plainEnvironment } from '../stack/environment.ts';
import { builtFile, runToEnd } from '../stack/run-to-end.ts';
import type { BenchAlgorithm } from './bench-options.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Measured } from './figures.ts';

const ROOT = dirname(dirname(import.meta.dirname));

const result = z.object({ threads: z.number(), perSecond: z.number(), p50Ms: z.number(), p99Ms: z.number(), cpuMsPerSignature: z.number() });

/** What the stack's token does by itself, in a process of its own: the SAM is idle meanwhile. */
export async function measureBareToken(
  bench: BenchStack,
  { algorithm, verify, seconds }: { readonly algorithm: BenchAlgorithm; readonly verify: boolean; readonly seconds: number },
): Promise<Measured & { readonly threads: number }> {
  const { module, label, pinFile, environment } = bench.token;
  const token = ['--module', module, '--label', label, '--pin-file', pinFile];
  const output = await runToEnd({
    name: 'the bare loop',
    args: [builtFile(ROOT, 'sam', 'bare-loop.js'), ...token, '--algorithm', algorithm, '--seconds', String(seconds), ...(verify ? ['--verify'] : [])],
    env: { ...plainEnvironment(), ...environment },
    cwd: ROOT,
  });
  const { cpuMsPerSignature, ...figures } = result.parse(JSON.parse(output));
  return { ...figures, cpuMsPerSignature: { 'bare-loop': cpuMsPerSignature } };
}
