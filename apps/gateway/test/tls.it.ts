import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenSsl, startNats, type TestNats } from '@paraph/testing';
import { copyFileSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { GatewayProcess } from './gateway-process.js';

const openssl = new OpenSsl();
let nats: TestNats;
let gateway: GatewayProcess;
let old: Server;

const pairOf = (name: string): { certificate: string; key: string } => {
  const files = { certificate: openssl.path(`${name}.pem`), key: openssl.path(`${name}.key`) };
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', files.key];
  openssl.must('req', '-x509', ...key, '-out', files.certificate, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2');
  return files;
};
const served = { certificate: openssl.path('served.pem'), key: openssl.path('served.key') };
const serve = (pair: { certificate: string; key: string }): void => {
  copyFileSync(pair.certificate, served.certificate);
  copyFileSync(pair.key, served.key);
};

beforeAll(async () => {
  serve(pairOf('first'));
  nats = await startNats();
  gateway = await new GatewayProcess().start(nats, { GATEWAY_TLS_CERTIFICATE_FILE: served.certificate, GATEWAY_TLS_KEY_FILE: served.key });
  // What shows that this openssl speaks the old versions at all.
  const options = { cert: readFileSync(served.certificate), key: readFileSync(served.key), minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  old = createServer(options, (socket) => socket.end());
  old.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => old.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await gateway?.stop();
  await nats?.stop();
  old?.close();
  openssl.remove();
});

/** The cipher that openssl and a server agree on, or `none`. */
const handshake = async (port: number, ...words: readonly string[]): Promise<string> => {
  const ciphers = words.includes('-cipher') ? [] : ['-cipher', 'ALL@SECLEVEL=0'];
  const { text } = await openssl.runAside('s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', served.certificate, ...ciphers, ...words);
  return /Cipher is ([A-Z\d_-]+)/.exec(text)?.[1] ?? 'none';
};
const get = (path: string, ca: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: 'localhost', port: gateway.port, path, ca: readFileSync(ca), agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

describe('the gateway over TLS (CSC-021)', () => {
  it.each(['-tls1_2', '-tls1_3'])('speaks %s', async (version) => {
    expect(await handshake(gateway.port, version)).not.toBe('none');
  });

  it('does not speak TLS 1.1 with a client that does', async () => {
    expect(await handshake((old.address() as AddressInfo).port, '-tls1_1')).not.toBe('none');
    expect(await handshake(gateway.port, '-tls1_1')).toBe('none');
  });

  it.each(['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-RSA-AES128-SHA256'])(
    'does not speak %s, which lacks forward secrecy or authentication',
    async (cipher) => {
      expect(await handshake((old.address() as AddressInfo).port, '-tls1_2', '-cipher', `${cipher}@SECLEVEL=0`)).not.toBe('none');
      expect(await handshake(gateway.port, '-tls1_2', '-cipher', `${cipher}@SECLEVEL=0`)).toBe('none');
    },
  );

  it('answers as ever', async () => {
    expect([await get('/csc/v2/info', served.certificate), await get('/health/ready', served.certificate)]).toEqual([200, 200]);
  });

  it('answers nothing over plain http', async () => {
    await expect(fetch(`http://127.0.0.1:${gateway.port}/csc/v2/info`)).rejects.toThrow();
  });

  it('takes up a renewed certificate without a restart', async () => {
    const second = pairOf('second');
    await expect(get('/csc/v2/info', second.certificate)).rejects.toThrow();
    serve(second);
    let seen: unknown;
    for (let tries = 0; tries < 150 && seen !== 200; tries += 1) {
      await new Promise((done) => setTimeout(done, 100));
      seen = await get('/csc/v2/info', second.certificate).catch((error: unknown) => error);
    }
    expect(seen).toBe(200);
  });
});

describe('a gateway with half a pair', () => {
  it('does not start, and says why', async () => {
    const settings = { GATEWAY_TLS_CERTIFICATE_FILE: served.certificate };
    const half = new GatewayProcess();
    await expect(half.start(nats, settings)).rejects.toThrow('ended with 78: gateway cannot start');
    await half.stop();
  });
});
