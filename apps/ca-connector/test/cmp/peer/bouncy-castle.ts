import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const READY = /ACCEPT .*:(\d+) PID/;
/** Where Debian's libbcpkix-java and what it depends on are. */
const JARS = ['bcpkix', 'bcutil', 'bcprov'].map((name) => `/usr/share/java/${name}.jar`);

/** The program of the peer, which Java compiles as it starts. */
const PROGRAM = join(import.meta.dirname, 'cmp-peer.java');

/** What is missing for it: Java compiles only where it has its compiler. */
export function missingParts(): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const compiler = folders.some((folder) => existsSync(join(folder, 'javac'))) ? [] : ['javac'];
  return [...compiler, ...JARS.filter((jar) => !existsSync(jar))];
}

/** A certification authority on BouncyCastle's implementation of CMP. */
export class BouncyCastlePeer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly port: number,
    private readonly lines: string[],
  ) {}

  /** `folder`: chain.pem, issuing.key, server.pem, server.key, ra.pem. */
  static start(folder: string, secret: string): Promise<BouncyCastlePeer> {
    const options = ['-XX:TieredStopAtLevel=1', '-Xshare:auto', '-cp', JARS.join(':')];
    const child = spawn('java', [...options, PROGRAM, folder, secret], { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    return new Promise((done, fail) => {
      child.stdout.on('data', (text: Buffer) => {
        lines.push(...text.toString().split('\n').filter(Boolean));
        const port = READY.exec(lines.join('\n'))?.[1];
        if (port !== undefined) done(new BouncyCastlePeer(child, Number(port), lines));
      });
      child.stderr.on('data', (text: Buffer) => lines.push(text.toString()));
      child.on('error', fail).on('exit', () => fail(new Error(`java ended: ${lines.join('\n')}`)));
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has said since it was asked for that last. */
  said(): readonly string[] {
    return this.lines.splice(0).filter((line) => !READY.test(line));
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      if (this.process.exitCode !== null) return done();
      this.process.removeAllListeners('exit').once('exit', () => done());
      this.process.kill('SIGKILL');
    });
  }
}
