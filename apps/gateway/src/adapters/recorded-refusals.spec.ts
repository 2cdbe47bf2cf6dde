import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Metrics } from '@paraph/platform';
import { alice, client, clientBearer, personBearer } from '../../test/people.js';
import { RecordedRefusals } from './recorded-refusals.js';

class HearingBus implements Pick<Bus, 'call'> {
  readonly heard: unknown[] = [];
  failure: Error | undefined;

  call = async (_call: unknown, request: unknown): Promise<never> => {
    if (this.failure) throw this.failure;
    this.heard.push(request);
    return {} as never;
  };
}

const refusal = { method: 'credentials/list', error: 'invalid_request', description: 'userID parameter MUST be null' };
const logged: string[] = [];
const log = { error: (event: string) => void logged.push(event) };

describe('a refusal', () => {
  it('of a person’s request names client and signer', async () => {
    const bus = new HearingBus();
    await new RecordedRefusals(bus, new Metrics('gateway'), log).ofClient(personBearer(), refusal);
    expect(bus.heard).toEqual([{ clientId: client, signerId: alice, ...refusal }]);
  });

  it('of a client’s request names the client, and texts fit the contract', async () => {
    const bus = new HearingBus();
    await new RecordedRefusals(bus, new Metrics('gateway'), log).ofClient(clientBearer(), { ...refusal, description: 'x'.repeat(400) });
    expect(bus.heard).toEqual([{ clientId: client, ...refusal, description: 'x'.repeat(300) }]);
  });

  it('that cannot be reported is logged and stays a refusal', async () => {
    const bus = new HearingBus();
    bus.failure = new ServiceError('service.unavailable', 'identity is not there');
    await new RecordedRefusals(bus, new Metrics('gateway'), log).ofClient(clientBearer(), refusal);
    expect(logged).toEqual(['refusal-not-recorded']);
  });

  it('of a stranger is a figure and nothing else', async () => {
    const [bus, metrics] = [new HearingBus(), new Metrics('gateway')];
    const refusals = new RecordedRefusals(bus, metrics, log);
    refusals.ofStranger('invalid_token');
    refusals.ofStranger('invalid_token');
    expect(await metrics.text()).toContain('paraph_gateway_stranger_refusals_total{error="invalid_token",service="gateway"} 2');
    expect(bus.heard).toEqual([]);
  });
});
