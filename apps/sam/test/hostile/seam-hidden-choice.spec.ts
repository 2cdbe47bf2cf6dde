import { beforeEach, describe, expect, it } from '@jest/globals';
import { SigningClient } from '../client-keys.js';
import { hashOf, payloadOf, SHA256 } from '../world.js';
import { SigningTrial } from './signing-trial.js';

/** The client signed for one document. Identity asks for more signatures than that, and the page would show them under the client's name. */
describe('more signatures than the client’s signed request asks for', () => {
  let trial: SigningTrial;
  let client: SigningClient;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    trial.world.policies.policy = { ...trial.world.policies.policy, counted: 'free' };
    client = await SigningClient.make(trial.world);
  });

  const documents = [{ label: 'Invoice 12', hash: hashOf('invoice') }];
  const signed = (numSignatures?: unknown) => {
    const detail = { type: 'credential', credentialID: trial.ada.credentialId, documentDigests: documents, hashAlgorithmOID: SHA256 };
    const claims = { authorization_details: [{ ...detail, ...(numSignatures === undefined ? {} : { numSignatures }) }] };
    return client.requestObject({ credentialId: trial.ada.credentialId, documents }, { claims });
  };
  const open = (requestObject: string, numSignatures: number) =>
    trial.world.openActivation.run({ ...trial.world.opening(trial.ada), documents, clientId: client.clientId, numSignatures, requestObject }).then(
      ({ statement }) => payloadOf(statement)['remainingChoice'],
      (error: { code?: string }) => error.code,
    );

  it.each([
    ['one', 1],
    ['no number, which is one for each document', undefined],
    ['a number as text', '5'],
  ])('is refused where the request says %s', async (_what, said) => {
    expect(await open(await signed(said), 5)).toBe('order.invalid');
    expect(await open(await signed(1), 1)).toBe(0);
  });

  it('is refused where the client signed for fewer, of which it named none', async () => {
    const { world, ada } = trial;
    world.policies.policy = { ...world.policies.policy, scal: '1' };
    const claims = { authorization_details: [{ type: 'credential', credentialID: ada.credentialId, numSignatures: 3 }] };
    const requestObject = await client.requestObject({ credentialId: ada.credentialId, documents: [] }, { claims });
    const openNone = (numSignatures: number) => {
      const request = { ...world.opening(ada, []), clientId: client.clientId, hashAlgorithmOid: undefined, numSignatures, requestObject };
      return world.openActivation.run(request).then(
        ({ remainingChoice }) => remainingChoice,
        (error: { code?: string }) => error.code,
      );
    };
    expect(await openNone(4)).toBe('order.invalid');
    expect(await openNone(3)).toBe(3);
  });

  it('is what the signer is shown where the client signed for it', async () => {
    expect(await open(await signed(5), 5)).toBe(4);
    expect(await open(await signed(5), 3)).toBe('order.invalid');
    expect(await open(await signed(), 1)).toBe(0);
  });
});
