import { AdesError, completePdf, preparePdf, type PreparedPdf } from '@paraph/ades';
import { AuthorisationServer, CscV2Client, detailsRequest, type CredentialDetail, type DocumentDigest } from '@paraph/csc-client';
import { StepFailure, type Progress } from '../../stack/progress.ts';
import { readCredential, type SigningCredential } from './signing-credential.ts';
import type { Sandbox } from './sandbox-file.ts';
import { advised } from './service-refusal.ts';

/** A document and the name under which the signer sees it. */
export interface Document {
  readonly label: string;
  readonly pdf: Uint8Array;
}

/** Documents to be signed under one authorisation. */
export interface SigningRequest {
  readonly sandbox: Pick<Sandbox, 'gateway' | 'clientId' | 'clientSecret' | 'redirectUri'>;
  readonly credentialId: string;
  readonly documents: readonly Document[];
  readonly signedAt: Date;
  readonly reason?: string;
  readonly location?: string;
  /** Leads the signer through the pages behind the address and gives back the redirect with code and state. */
  readonly authorise: (authorizeUrl: string, documents: readonly DocumentDigest[]) => Promise<URL>;
}

/**
 * Signs documents the way an application does, from `info` to the finished files, in the order they were given.
 * @throws StepFailure what went wrong and what to do; a `ServiceRefusal` when the service refused
 */
export async function signDocuments(request: SigningRequest, progress: Progress): Promise<Uint8Array[]> {
  if (request.documents.length === 0) throw new StepFailure('there is no document to sign', 'name at least one');
  try {
    return await sign(request, progress);
  } catch (error) {
    throw advised(error);
  }
}

async function sign(request: SigningRequest, progress: Progress): Promise<Uint8Array[]> {
  const { sandbox, credentialId, documents } = request;
  const service = new CscV2Client(sandbox.gateway);
  const { clientId, clientSecret, redirectUri } = sandbox;
  const client = { clientId, redirectUri, authentication: { method: 'client_secret_basic', secret: clientSecret } } as const;

  // 1. Ask the service what it can do and where it authorises.
  const server = await progress.step('info', async () => AuthorisationServer.discover(await service.info(), client));

  // 2. Read the credential's certificates as the application itself; no signer is needed for that.
  const { access_token: token } = await progress.step('service token', () => server.clientCredentials());
  const credential = await progress.step('credentials/info', async () =>
    readCredential(credentialId, await service.credentialInfo(token, { credentialID: credentialId, certificates: 'chain' })),
  );

  // 3. Prepare: what will be signed is fixed here, before anybody is asked.
  const prepared = await progress.step('prepare documents', () => documents.map((document) => prepare(document, request, credential)));

  // 4. Push exactly these digests, and let the signer authorise them.
  const digests = hashesOf(prepared).map((hash, index) => ({ hash, label: documents[index]?.label ?? '' }));
  const pending = await progress.step('pushed authorisation request', () => server.push(detailsRequest([detailOf(digests, credential)])));
  const redirect = await progress.step('authorisation by the signer', () => request.authorise(pending.url, digests));

  // 5. Redeem the code; the token is good for these digests and nothing else.
  const { access_token: credentialToken } = await progress.step('credential token', () => server.redeem(pending, redirect));

  // 6. Have the digests signed, and put each value into its document.
  const values = await progress.step('signatures/signHash', () => service.signHash(credentialToken, signHashBody(prepared, credential)));
  return progress.step('complete documents', () => complete(prepared, values, credential));
}

/** Signs one document. */
export async function signPdf(request: Omit<SigningRequest, 'documents'> & Document, progress: Progress): Promise<Uint8Array> {
  const { label, pdf, ...rest } = request;
  const [signed] = await signDocuments({ ...rest, documents: [{ label, pdf }] }, progress);
  if (signed === undefined) throw new Error('one document in, none out');
  return signed;
}

function prepare({ label, pdf }: Document, request: SigningRequest, credential: SigningCredential): PreparedPdf {
  const { signedAt, reason, location } = request;
  const said = { ...(reason === undefined ? {} : { reason }), ...(location === undefined ? {} : { location }) };
  const { signingCertificate, chain, digestAlgorithm } = credential;
  return explained(`${label} cannot be signed`, () => preparePdf(pdf, { signingCertificate, chain, digestAlgorithm, signedAt, ...said }));
}

function complete(prepared: readonly PreparedPdf[], values: readonly string[], credential: SigningCredential): Uint8Array[] {
  if (values.length !== prepared.length) {
    throw new StepFailure(`${values.length} signatures came for ${prepared.length} documents`, 'report this to the operator of the service');
  }
  return prepared.map((document, index) =>
    explained('the signature does not fit', () => completePdf(document, Buffer.from(values[index] ?? '', 'base64'), credential.signatureAlgorithm)),
  );
}

function detailOf(documentDigests: readonly DocumentDigest[], { credentialId, hashAlgorithmOid }: SigningCredential): CredentialDetail {
  return { type: 'credential', credentialID: credentialId, documentDigests, hashAlgorithmOID: hashAlgorithmOid };
}

function signHashBody(prepared: readonly PreparedPdf[], { credentialId, signAlgo, signatureAlgorithm, hashAlgorithmOid }: SigningCredential) {
  // The digest is named only where signAlgo does not already imply it (CSC API v2 section 11.10).
  const implied = signAlgo === signatureAlgorithm;
  return {
    credentialID: credentialId,
    hashes: hashesOf(prepared),
    signAlgo,
    ...(implied ? {} : { hashAlgorithmOID: hashAlgorithmOid }),
  };
}

function hashesOf(prepared: readonly PreparedPdf[]): string[] {
  return prepared.map(({ digestToSign }) => Buffer.from(digestToSign).toString('base64'));
}

function explained<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof AdesError)) throw cause;
    throw new StepFailure(`${what}: ${cause.message}`, 'see libs/ades/README.md for what each refusal means', {
      cause,
    });
  }
}
