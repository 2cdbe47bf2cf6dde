import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { ChaosCase } from '../chaos-case.ts';
import type { ChaosSite } from '../chaos-site.ts';
import { GOOD_UNTIL } from '../site-kinds.ts';

const A_MINUTE_AGO = (): number => Date.now() - 60_000;

export const busCertificateExpired: ChaosCase = {
  name: 'bus-certificate-expired',
  done: 'the broker comes back with a certificate that has expired: nobody talks to it, and everybody does once it has a good one',
  site: 'https',
  recoversWithinMs: 10_000,
  ends: ['nats'],
  async hurt({ site, load, wrong }) {
    const folder = join(site.instruments.folder, 'bus');
    await site.instruments.authority?.issue(folder, A_MINUTE_AGO());
    await site.end('nats', 'SIGKILL');
    await site.untilMissing('sam', 'bus');
    const closedAt = performance.now();
    const refused = load.refused.length;
    await site.until(() => load.refused.length >= refused + 6, 'six refusals');
    if (load.answered.some(({ begunAt }) => begunAt > closedAt)) wrong('somebody believed an expired certificate');
    await site.instruments.authority?.issue(folder, GOOD_UNTIL);
    const pid = site.bench.stack.services.get('nats');
    if (pid !== undefined) process.kill(pid, 'SIGHUP');
    return performance.now();
  },
};

/** The end of the certificate that the gateway serves to whoever comes. */
async function served(site: ChaosSite): Promise<number> {
  const port = Number(new URL(site.bench.origin('gateway')).port);
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      done(Date.parse(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
    socket.once('error', failed);
  });
}

export const edgeCertificateExpired: ChaosCase = {
  name: 'edge-certificate-expired',
  done: 'the certificate of gateway and identity is replaced by an expired one and then by a good one, while they run',
  short: 'apps/gateway/test/tls.it.ts',
  site: 'https',
  // They look at their files every five seconds.
  recoversWithinMs: 10_000,
  ends: [],
  async hurt({ site, wrong }) {
    const folder = join(site.instruments.folder, 'tls');
    await site.instruments.authority?.issue(folder, A_MINUTE_AGO());
    await site.until(async () => (await served(site)) < Date.now(), 'the expired certificate in use');
    if (handshakes(site)) wrong('a client that checks took the expired certificate');
    await site.instruments.authority?.issue(folder, GOOD_UNTIL);
    const renewedAt = performance.now();
    await site.until(async () => (await served(site)) > Date.now(), 'the good certificate in use');
    if (!handshakes(site)) wrong('a client that checks did not take the good certificate');
    return renewedAt;
  },
};

/** Whether software that we did not write takes what is served: the load's own connections stand and notice nothing. */
function handshakes(site: ChaosSite): boolean {
  const { hostname, port } = new URL(site.bench.origin('gateway'));
  const words = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', hostname, '-verify_return_error', '-CAfile'];
  try {
    execFileSync('openssl', [...words, join(site.instruments.folder, 'tls', 'ca.pem')], { input: '', stdio: ['pipe', 'ignore', 'ignore'] });
    return true;
  } catch {
    return false;
  }
}
