import { describe, expect, it } from '@jest/globals';
import { brokerPassages, natsAccounts } from './broker-accounts.js';
import { brokerPermissions } from './broker-permissions.js';
import { busServices, type BusService } from './services.js';

const keys = Object.fromEntries(busServices.map((service) => [service, `U${service.toUpperCase()}`])) as Record<BusService, string>;
const text = natsAccounts(keys);
const accounts = text.split(/^ {2}(?=[A-Z_]+ \{$)/m).slice(1);
const accountOf = (service: BusService): string => accounts.find((one) => one.includes(`nkey: ${keys[service]},`)) ?? '';

describe('the broker’s accounts', () => {
  it('are one for each process, with one user each', () => {
    expect(accounts).toHaveLength(busServices.length);
    for (const service of busServices) expect(accountOf(service).match(/nkey: /g)).toHaveLength(1);
  });

  it('have JetStream in audit’s alone', () => {
    expect(busServices.filter((service) => /jetstream/.test(accountOf(service)))).toEqual(['audit']);
  });

  it('name no user for those who name none, and no password or token', () => {
    expect(text).not.toMatch(/no_auth_user|password|token:|allow_non_tls|system_account/);
  });

  it('let pass what a process may publish to another, and nothing else', () => {
    for (const service of busServices) {
      const passing = brokerPassages().filter(({ from }) => from === service);
      const own = (subject: string): boolean => subject.startsWith('$JS.') || subject.startsWith(`paraph.event.${service}.`);
      // What replicas hand on to each other stays in their account.
      const handedOn = (subject: string): boolean => subject.startsWith(`paraph.${service}.*.`);
      const published = brokerPermissions(service).publish.filter((subject) => !handedOn(subject) && !(service === 'audit' && own(subject)));
      expect(passing.map(({ subject }) => subject).sort()).toEqual([...published].sort());
    }
  });

  it('offer each passage to one process, and only it takes it', () => {
    for (const { from, to, subject } of brokerPassages()) {
      const [offer, taken] = [accountOf(to), accountOf(from)].map((account) =>
        account.split('\n').filter((line) => line.includes(JSON.stringify(subject)) && line.includes('service:')),
      );
      expect(offer).toEqual([expect.stringContaining(`accounts: [${from.toUpperCase().replaceAll('-', '_')}]`)]);
      expect(taken).toEqual([expect.stringContaining(`account: ${to.toUpperCase().replaceAll('-', '_')},`)]);
    }
    expect(brokerPassages().length).toBeGreaterThan(50);
  });

  it('let no wildcard pass but over one source’s events', () => {
    for (const { from, subject } of brokerPassages()) if (/[*>]/.test(subject)) expect(subject).toBe(`paraph.event.${from}.*`);
  });
});
