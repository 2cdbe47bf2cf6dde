import { beforeEach, describe, expect, it } from '@jest/globals';
import { MOST_TOLD } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeRegister } from '../../test/fakes.js';
import { FakeServiceEnd } from '../../test/fake-service-end.js';
import { ReportServiceEnd } from './report-service-end.js';

const MOMENT = '2027-03-01T09:00:00.000Z';

/** A register of so many clients, in pages; every tenth has ended. */
class ManyClients extends FakeRegister {
  readonly ids: readonly string[];
  asked = 0;

  constructor(count: number) {
    super();
    this.ids = Array.from({ length: count }, () => newId('cli'));
  }

  override listClients({ limit, after }: { limit: number; after?: string }): ReturnType<FakeRegister['listClients']> {
    this.asked += 1;
    const from = after === undefined ? 0 : this.ids.indexOf(after) + 1;
    const page = this.ids.slice(from, from + limit);
    const clients = page.map((clientId, index) => ({ ...this.client, clientId, ...((from + index) % 10 === 0 && { endedAt: MOMENT }) }));
    const last = page.at(-1);
    return Promise.resolve({ clients, ...(last !== undefined && from + limit < this.ids.length && { next: last }) });
  }
}

let end: FakeServiceEnd;
beforeEach(() => void (end = new FakeServiceEnd()));

describe('the report before an end of the service', () => {
  it('says what is destroyed and revoked, whom it concerns and what is kept', async () => {
    const report = await new ReportServiceEnd(end, new FakeRegister()).run();
    expect(report).toMatchObject({
      state: 'serving',
      destroyed: { keys: 3, containers: 1, activations: 4, backupsUntil: '2027-04-05T09:00:00.000Z' },
      revoked: { here: 2, elsewhere: 1 },
      authority: { subject: 'CN=Issuing' },
      credentials: { recorded: { active: 3, destroyed: 1 }, shown: [{ state: 'active', count: 3 }] },
      told: { subscribers: 2, signers: 3, clients: 1, names: [{ name: 'Sample' }] },
    });
    expect(report.kept.length).toBeGreaterThan(3);
    expect(JSON.stringify(report)).not.toContain('secretDigest');
  });

  it('counts every client through all pages, without those that have ended', async () => {
    const register = new ManyClients(450);
    const { told } = await new ReportServiceEnd(end, register).run();
    expect([told.clients, told.names.length, register.asked]).toEqual([405, 405, 3]);
  });

  it('names so many at the most, and counts on', async () => {
    const { told } = await new ReportServiceEnd(end, new ManyClients(MOST_TOLD + 1_000)).run();
    expect([told.clients, told.names.length]).toEqual([((MOST_TOLD + 1_000) * 9) / 10, MOST_TOLD]);
  });

  it('is not given when somebody who knows does not answer', async () => {
    end.ofTrust = () => Promise.reject(new Error('hsm.unavailable'));
    await expect(new ReportServiceEnd(end, new FakeRegister()).run()).rejects.toThrow('hsm.unavailable');
  });
});
