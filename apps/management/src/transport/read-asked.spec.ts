import { describe, expect, it } from '@jest/globals';
import { managementEndpoints as endpoints, type Endpoint } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { InvalidRequest, readAsked } from '@paraph/platform';

const clientId = newId('cli');
const all: [string, Endpoint][] = Object.entries(endpoints);

function wrong(endpoint: Endpoint, arrived: Parameters<typeof readAsked>[1]): string[] {
  try {
    readAsked(endpoint, arrived);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.fields.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('what is asked', () => {
  it('comes from the address, the query and the body together', () => {
    const asked = readAsked(endpoints.endClient, { params: { clientId }, query: {}, body: { reason: 'contract over' } });
    expect(asked).toEqual({ clientId, reason: 'contract over' });
  });

  it('has numbers where the query has their text, and defaults', () => {
    expect(readAsked(endpoints.listClients, { params: {}, query: { limit: '7' } })).toEqual({ limit: 7 });
    expect(readAsked(endpoints.listClients, { params: {}, query: {} })).toEqual({ limit: 50 });
  });

  it('needs no body where none is taken', () => {
    const params = { credentialId: newId('cred') };
    expect(wrong(endpoints.refreshCredential, { params, query: {} })).toEqual([]);
    expect(wrong(endpoints.refreshCredential, { params, query: {}, body: {} })).toEqual([]);
  });

  it.each<[string, Endpoint, Parameters<typeof readAsked>[1], string[]]>([
    ['wrong in all its parts', endpoints.endClient, { params: { clientId: 'x' }, query: { dry: '1' }, body: {} }, ['clientId', 'dry', 'reason']],
    ['without its body', endpoints.endClient, { params: { clientId }, query: {} }, ['body']],
    ['with a body nobody reads', endpoints.refreshCredential, { params: { credentialId: newId('cred') }, query: {}, body: { force: true } }, ['force']],
    ['with a limit of letters', endpoints.listSigners, { params: {}, query: { limit: 'all' } }, ['limit']],
    ['with a limit of none', endpoints.listSigners, { params: {}, query: { limit: '0' } }, ['limit']],
    ['with a limit of thousands', endpoints.listSigners, { params: {}, query: { limit: '5000' } }, ['limit']],
    ['twice for a limit', endpoints.listSigners, { params: {}, query: { limit: ['1', '2'] } }, ['limit']],
    ['after something else', endpoints.listSigners, { params: {}, query: { after: newId('cli') } }, ['after']],
    ['to change nothing', endpoints.changeClient, { params: { clientId }, query: {}, body: {} }, ['body']],
  ])('%s is told so', (_, endpoint, arrived, fields) => {
    expect(wrong(endpoint, arrived)).toEqual(fields);
  });
});

describe('the table of endpoints', () => {
  it('has no two at one address, and no name in two parts of one', () => {
    const addresses = all.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(addresses.filter((one, place) => addresses.indexOf(one) !== place)).toEqual([]);
    for (const [name, { place, query, body }] of all) {
      const members = [place, query, body].flatMap(({ shape }) => Object.keys(shape));
      expect([name, new Set(members).size]).toEqual([name, members.length]);
    }
  });

  it.each(all)('%s has in its address what its place names, and a GET no body', (_, { method, path, place, body }) => {
    expect([...path.matchAll(/\{(\w+)\}/g)].map(([, member]) => member)).toEqual(Object.keys(place.shape));
    if (method === 'GET') expect(body.shape).toEqual({});
  });
});
