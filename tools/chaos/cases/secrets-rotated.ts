import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { openBusCertificates } from '../../stack/bus-certificates.ts';
import { writeNatsConfig } from '../../stack/nats.ts';
import type { ChaosCase } from '../chaos-case.ts';

const ROOT = dirname(dirname(dirname(import.meta.dirname)));

export const databasePasswordRotated: ChaosCase = {
  name: 'database-password-rotated',
  done: 'the SAM’s role gets another password, the file is replaced, and the SAM is restarted in order',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  async hurt({ site, load, wrong }) {
    const { secrets } = site.bench;
    const password = randomBytes(24).toString('base64url');
    const address = new URL(secrets.read('sam.database-url'));
    const old = address.password;
    address.password = password;
    await site.administer(`ALTER ROLE sam PASSWORD '${password}'`);
    secrets.write('sam.password', password);
    secrets.write('sam.database-url', address.href);
    const refused = load.refused.length;
    const changedAt = performance.now();
    await site.until(() => load.answered.some(({ begunAt }) => begunAt > changedAt + 500), 'signatures by connections that stand');
    if (load.refused.length > refused) wrong('the new password alone, before any restart, had requests refused');
    if (old === password) wrong('the password is the old one');
    const toldAt = performance.now();
    await site.end('sam', 'SIGTERM');
    return toldAt;
  },
};

export const busKeyRotated: ChaosCase = {
  name: 'bus-key-rotated',
  done: 'the gateway’s nkey is withdrawn at the broker, which drops it at once; a new seed is there and the gateway is restarted in order',
  short: 'libs/platform/test/bus-attacks/wrong-key.it.ts',
  site: 'usual',
  // Before it ends, a gateway that lost its bus answers what it has taken: each request waits for its budget of ten seconds.
  recoversWithinMs: 30_000,
  ends: ['gateway'],
  async hurt({ site, load, wrong }) {
    const { secrets, stack } = site.bench;
    secrets.write('nkey-gateway.seed', new TextDecoder().decode(createUser().getSeed()));
    const port = stack.programs().find(({ name }) => name === 'nats')?.port ?? 0;
    writeNatsConfig(stack.state, secrets, { root: ROOT, port, certificates: await openBusCertificates(stack.state) });
    stack.kill('nats', 'SIGHUP');
    await site.untilMissing('gateway', 'bus');
    const droppedAt = performance.now();
    const refused = load.refused.length;
    await site.until(() => load.refused.length > refused, 'a refusal');
    if (load.answered.some(({ begunAt }) => begunAt > droppedAt)) wrong('the old key still serves');
    const toldAt = performance.now();
    await site.end('gateway', 'SIGTERM');
    return toldAt;
  },
};
