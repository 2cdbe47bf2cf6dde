import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program said. */
export interface Said {
  readonly ok: boolean;
  readonly text: string;
}

/** A folder for one test file in which `openssl`, which we did not write, judges what we made. */
export class OpenSsl {
  readonly folder = mkdtempSync(join(tmpdir(), 'paraph-ca-'));

  /** Writes a file and answers its path; DER becomes PEM of this label where one is named. */
  file(name: string, content: Uint8Array | string, label?: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, label ? pem(label, Buffer.from(content)) : content);
    return path;
  }

  /** A path for a program to write to. */
  path(name: string): string {
    return join(this.folder, name);
  }

  run(...args: readonly string[]): Said {
    const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, timeout: 20_000 });
    return { ok: status === 0, text: `${stdout}${stderr}` };
  }

  /** Like `run`, while this process goes on: for a client of a server that runs here. */
  runAside(...args: readonly string[]): Promise<Said> {
    const options = { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, timeout: 20_000 } as const;
    return new Promise((done) => {
      const child = execFile('openssl', args, options, (error, stdout, stderr) => done({ ok: !error, text: `${stdout}${stderr}` }));
      // Some of its commands go on for as long as somebody might type.
      child.stdin?.end();
    });
  }

  /** Like `run`, for commands that only prepare; a failure ends the test. */
  must(...args: readonly string[]): string {
    const said = this.run(...args);
    if (!said.ok) throw new Error(`openssl ${args.join(' ')}: ${said.text}`);
    return said.text;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
