import { spawn, type ChildProcess } from 'node:child_process';

const READY = /ACCEPT .*:(\d+) PID/;

/** One `openssl cmp` mock server: a CMP authority we did not write. It has one certificate to give, whatever it is asked for. */
export class OpenSslMock {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
    private readonly said: readonly string[],
  ) {}

  /** Starts on a free port, with the options of the command's mock server. */
  static start(...options: readonly string[]): Promise<OpenSslMock> {
    const child = spawn('openssl', ['cmp', '-config', '', '-port', '0', ...options], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    return new Promise((done, fail) => {
      const hear = (text: Buffer): void => {
        said.push(text.toString());
        const port = READY.exec(said.join(''))?.[1];
        if (port !== undefined) done(new OpenSslMock(child, Number(port), said));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('error', fail).on('exit', () => fail(new Error(`openssl cmp ended: ${said.join('')}`)));
    });
  }

  /** All that it wrote: which messages it took, and why it took others not. */
  get log(): string {
    return this.said.join('');
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      if (this.process.exitCode !== null) return done();
      this.process.removeAllListeners('exit').once('exit', () => done());
      this.process.kill('SIGKILL');
    });
  }
}
