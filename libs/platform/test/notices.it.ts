import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busServices, notices, noticeSubject, tokensEnded, type BusService } from '@paraph/contracts';
import { startNats, type TestNats } from '@paraph/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { Bus, connectBus } from '../src/index.js';
import { HostileBus } from './bus-attacks/hostile-bus.js';

describe('a notice', () => {
  let nats: TestNats;
  const open: NatsConnection[] = [];

  const bus = async (service: BusService): Promise<Bus> => {
    const connection = await connectBus(service, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[service] });
    open.push(connection);
    return new Bus(connection, service);
  };
  const listening = async (heard: () => void): Promise<void> => {
    (await bus('gateway')).hear(tokensEnded, heard);
    await open.at(-1)?.flush();
  };

  beforeAll(async () => void (nats = await startNats()));
  afterAll(async () => {
    await Promise.all(open.map((connection) => connection.close()));
    await nats.stop();
  });

  it('reaches every replica, each time it is told', async () => {
    const heard = [0, 0];
    const both = new Promise<void>((done) => {
      const count = (replica: number) => () => {
        heard[replica] = (heard[replica] ?? 0) + 1;
        if (heard[0] === 2 && heard[1] === 2) done();
      };
      void listening(count(0))
        .then(() => listening(count(1)))
        .then(async () => {
          const identity = await bus('identity');
          await identity.tell(tokensEnded);
          await identity.tell(tokensEnded);
        });
    });
    await both;
    expect(heard).toEqual([2, 2]);
  });

  it('is no failure where it cannot be told', async () => {
    const identity = await bus('identity');
    await open.at(-1)?.close();
    await expect(identity.tell(tokensEnded)).resolves.toBeUndefined();
  });
});

describe('on a hostile bus', () => {
  let hostile: HostileBus;
  beforeAll(async () => void (hostile = await HostileBus.start()));
  afterAll(() => hostile.stop());

  it.each(busServices)('%s tells its own notices and hears its own, and no others', async (self) => {
    const neighbour = await hostile.as(self);
    const own = notices.filter(({ from }) => from === self).map(noticeSubject);
    const forged = notices.flatMap((notice) => [noticeSubject(notice), noticeSubject({ ...notice, from: self })]);
    const refused = new Set(await neighbour.refusedPublications(...[...new Set(forged)].map((subject) => ({ subject }))));
    expect([...new Set(forged)].filter((subject) => !refused.has(subject))).toEqual(own);

    const foreign = notices.filter(({ to }) => to !== self).map(noticeSubject);
    expect(await neighbour.refusedListening(...foreign.map((subject) => ({ subject })))).toEqual(foreign);
    const mine = notices.filter(({ to }) => to === self).map(noticeSubject);
    expect(await neighbour.refusedListening(...mine.map((subject) => ({ subject })))).toEqual([]);
  });
});
