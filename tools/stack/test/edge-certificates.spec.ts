import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEdgeCertificates, trustStack } from '../edge-certificates.ts';
import { StateFolder } from '../state.ts';

const known = getCACertificates('default');
let folder: string;
let state: StateFolder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-tls-'));
  state = new StateFolder(folder);
});
afterEach(() => {
  setDefaultCACertificates(known);
  rmSync(folder, { recursive: true, force: true });
});

describe('the certificates of a stack', () => {
  it('are made where https is asked for, and kept where it is not any more', async () => {
    const made = await openEdgeCertificates(state, true);
    writeFileSync(state.path('ports.json'), '{}');
    const certificate = readFileSync(made?.certificate ?? '', 'utf8');
    const kept = await openEdgeCertificates(state, false);
    expect([kept, readFileSync(kept?.certificate ?? '', 'utf8')]).toEqual([made, certificate]);
  });

  it('are none where nobody asks', async () => {
    expect(await openEdgeCertificates(state, false)).toBeUndefined();
    expect(await openEdgeCertificates(state, true)).toBeDefined();
  });

  it('are refused to a stack that began without them', async () => {
    writeFileSync(state.path('ports.json'), '{}');
    await expect(openEdgeCertificates(state, true)).rejects.toThrow('was made without --tls');
  });

  it('are believed by a program of the same state folder, and by no other', async () => {
    const made = await openEdgeCertificates(state, true);
    setDefaultCACertificates(known);
    const server = createServer({ cert: readFileSync(made?.certificate ?? ''), key: readFileSync(made?.key ?? '') }, (_request, response) =>
      response.end('hello'),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      await expect(fetch(address)).rejects.toThrow();
      trustStack(folder);
      expect(await (await fetch(address)).text()).toBe('hello');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
