import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';

/** What a query answered now. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Somebody whose figures are asked for. */
export interface Target {
  readonly name: string;
  /** http or https, host and port. */
  readonly origin: string;
}

const answer = z.object({
  status: z.literal('success'),
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })) }),
});

/** A Prometheus of our own: the program of that name (Debian package `prometheus`), on a free port, asking its targets every second. */
export class Prometheus {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #origin: string;

  private constructor(child: ChildProcess, folder: string, origin: string) {
    this.#child = child;
    this.#folder = folder;
    this.#origin = origin;
  }

  /** @throws where the program is missing or does not come up */
  static async start(targets: readonly Target[], rules: readonly string[] = []): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'paraph-prometheus-'));
    const config = join(folder, 'prometheus.yml');
    const jobs = targets.map(({ name, origin }) => ({
      job_name: `paraph-${name}`,
      scheme: new URL(origin).protocol.replace(':', ''),
      // What is tried here are figures and not certificates.
      tls_config: { insecure_skip_verify: true },
      static_configs: [{ targets: [new URL(origin).host] }],
    }));
    writeFileSync(
      config,
      stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }, rule_files: rules, scrape_configs: jobs }),
    );
    const port = await freePort();
    const words = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'];
    const child = spawn('prometheus', words, { stdio: ['ignore', 'ignore', 'inherit'] });
    const missing = new Promise<never>((_, fail) => {
      child.once('error', (cause) => fail(new Error('prometheus is missing: it is the package prometheus', { cause })));
      child.once('exit', (code) => fail(new Error(`prometheus ended with ${code}`)));
    });
    const made = new Prometheus(child, folder, `http://127.0.0.1:${port}`);
    await Promise.race([made.#untilReady(), missing]);
    missing.catch(() => undefined);
    return made;
  }

  /** What a query answers now. */
  async query(query: string): Promise<Sample[]> {
    const response = await fetch(`${this.#origin}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const { data } = answer.parse(await response.json());
    return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    for (;;) {
      const isReady = await fetch(`${this.#origin}/-/ready`).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (isReady) return;
      await sleep(100);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
